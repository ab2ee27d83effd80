package io.godwit.tck;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link HostConnector} and the machines that it stands on promise. A plugin's test extends this class and says which machine; it needs a POSIX
 * shell with {@code cat}, {@code printf}, {@code sleep}, {@code head}, {@code tr} and {@code stat}, and a {@code /tmp}.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class HostContract
        implements HostProviderRules, HostCommandRules, HostStreamRules, HostEndRules, HostAccessRules {
    private final List<Host> opened = new ArrayList<>();
    private TckContext context;
    private Host host;
    private @Nullable ServerSocket greeter;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected HostContract() {}

    /**
     * The provider under test.
     *
     * @return the same or a new one at each call
     */
    protected abstract HostConnector connector();

    /**
     * The machine to stand on.
     *
     * @return where it is
     */
    protected abstract Location location();

    /**
     * What the machine is reached with; override it to add secrets.
     *
     * @return a context of its own at each call
     */
    protected TckContext newContext() {
        return new TckContext();
    }

    /**
     * Where, as the machine under test sees it, something listens that speaks first. The default listens in this process, which a machine elsewhere cannot
     * reach.
     *
     * @return a TCP port
     */
    protected Host.Endpoint greeting() {
        try {
            ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
            greeter = listening;
            Thread thread = new Thread(() -> greet(listening), "tck-greeter");
            thread.setDaemon(true);
            thread.start();
            return new Host.Endpoint("127.0.0.1", listening.getLocalPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void greet(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket caller = listening.accept()) {
                caller.getOutputStream().write("hello\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            } catch (IOException e) {
                // the test has ended and closed the port, or a caller went: the loop's condition tells
            }
        }
    }

    @BeforeEach
    final void standThere() {
        context = newContext();
        host = open();
    }

    @AfterEach
    final void leave() throws IOException {
        opened.forEach(Host::close);
        if (greeter != null) {
            greeter.close();
        }
    }

    @Override
    public final Host open() {
        Host again = connector().connect(location(), newContext());
        opened.add(again);
        return again;
    }

    @Override
    public final HostConnector provider() {
        return connector();
    }

    @Override
    public final Location place() {
        return location();
    }

    @Override
    public final Host host() {
        return host;
    }

    @Override
    public final TckContext context() {
        return context;
    }

    @Override
    public final TckContext anotherContext() {
        return newContext();
    }

    @Override
    public final Host.Endpoint speaksFirst() {
        return greeting();
    }

    @Override
    public final CommandResult sh(String script, String... arguments) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        argv.addAll(List.of(arguments));
        return host.run(Command.of(argv), context);
    }
}
