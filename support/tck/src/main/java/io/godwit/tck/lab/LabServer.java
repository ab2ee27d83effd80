package io.godwit.tck.lab;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A server in a container, with its own life: it can be stopped, killed, paused and started again, and keeps its address, its data and its keys meanwhile.
 *
 * <p>Use it as an {@code AutoCloseable} ({@link #start} it, then close it) or as a JUnit extension: a static {@code @RegisterExtension} field gives one server
 * for the class, an instance field one for each test. The methods that start and stop are for one thread at a time; the others may be called from any.
 *
 * @since 0.1
 */
public abstract class LabServer
        implements AutoCloseable, BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration EXEC_TIMEOUT = Duration.ofMinutes(10);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String PASSWORD_FILE = "/run/lab/password";
    private static final String PASSWORD_LETTERS = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private final LabImage image;
    private final int innerPort;
    private final Probe probe;
    private final String password = randomPassword();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> memoryDisks = new HashMap<>();
    private List<String> arguments = List.of();

    private @Nullable GenericContainer<?> container;
    private int port;
    private boolean kept;
    private @Nullable String startedBy;

    LabServer(LabImage image, int innerPort, Probe probe) {
        this.image = image;
        this.innerPort = innerPort;
        this.probe = probe;
    }

    // ---- what the kinds of server set up before the start ----

    final void environment(String name, String value) {
        beforeStart();
        environment.put(name, value);
    }

    final void memoryDisk(String path, long bytes) {
        beforeStart();
        memoryDisks.put(path, "rw,mode=1777,size=" + bytes);
    }

    final void arguments(List<String> words) {
        beforeStart();
        arguments = List.copyOf(words);
    }

    /** Makes {@link #close} do nothing: the server serves this JVM until its end. */
    final void keep() {
        kept = true;
    }

    /** Called when the server has come up for the first time. */
    void started() {}

    private void beforeStart() {
        if (container != null) {
            throw new IllegalStateException("the server has been started; options come before");
        }
    }

    // ---- life ----

    /**
     * Starts the server and waits until it answers. Does nothing if it was started before.
     *
     * @throws LabException if there is no daemon, no image, or the server does not come up; the message says which, and what to do or what it logged
     */
    public final void start() {
        if (container != null) {
            return;
        }
        Lab.require(image);
        for (int attempt = 1; container == null; attempt++) {
            port = freePort();
            GenericContainer<?> made = configure(port);
            try {
                made.start();
                container = made;
            } catch (RuntimeException e) {
                made.stop();
                // Between our look and Docker's somebody else may have taken the port.
                if (attempt == 5 || !mentionsPort(e)) {
                    throw new LabException("The container of '" + image + "' does not start: " + rootMessage(e), e);
                }
            }
        }
        try {
            awaitReady();
            started();
        } catch (RuntimeException e) {
            remove();
            throw e;
        }
    }

    /**
     * Stops the server in its orderly way ({@code SIGTERM} or what it prefers, {@code SIGKILL} after 10 s). Its data stay; {@link #restart} brings it back.
     */
    public final void stop() {
        try {
            client().stopContainerCmd(containerId()).withTimeout(10).exec();
        } catch (NotModifiedException e) {
            // It had stopped already.
        }
    }

    /** Kills the server ({@code SIGKILL}) as a crash would. Its data stay as they are; {@link #restart} brings it back. */
    public final void kill() {
        client().killContainerCmd(containerId()).exec();
        await("end after SIGKILL", () -> !isRunning());
    }

    /** Stops the server if it runs, starts it with its old data at its old address, and waits until it answers. */
    public final void restart() {
        if (isRunning()) {
            stop();
        }
        client().startContainerCmd(containerId()).exec();
        awaitReady();
    }

    /** Freezes every process of the server: connections stay open and nothing answers, as when a machine hangs. */
    public final void pause() {
        client().pauseContainerCmd(containerId()).exec();
    }

    /** Lets a paused server go on. */
    public final void unpause() {
        client().unpauseContainerCmd(containerId()).exec();
    }

    /** Whether the container runs (a paused one does). */
    public final boolean isRunning() {
        return Boolean.TRUE.equals(inspect().getState().getRunning());
    }

    /** Removes the server and its data. Does nothing if it was not started, was closed before, or is shared. */
    @Override
    public final void close() {
        if (!kept) {
            remove();
        }
    }

    private void remove() {
        GenericContainer<?> running = container;
        if (running != null) {
            container = null;
            running.stop();
            cleaned();
        }
    }

    /** Called when the server is gone for good. */
    void cleaned() {}

    // ---- JUnit ----

    @Override
    public final void beforeAll(ExtensionContext context) {
        startFor(context);
    }

    @Override
    public final void beforeEach(ExtensionContext context) {
        startFor(context);
    }

    @Override
    public final void afterEach(ExtensionContext context) {
        closeFor(context);
    }

    @Override
    public final void afterAll(ExtensionContext context) {
        closeFor(context);
    }

    // A static field's callbacks come for the class, each nested class and each test: only the outermost one counts.
    private void startFor(ExtensionContext context) {
        if (container == null) {
            start();
            startedBy = context.getUniqueId();
        }
    }

    private void closeFor(ExtensionContext context) {
        if (context.getUniqueId().equals(startedBy)) {
            close();
        }
    }

    // ---- address ----

    /** Host at which this JVM reaches the server. */
    public final String host() {
        GenericContainer<?> started = container();
        return isLocal() ? LOOPBACK : started.getHost();
    }

    /** Port at {@link #host}; the same for the whole life of the server. */
    public final int port() {
        container();
        return port;
    }

    /** Host at which other containers of the lab reach the server. May change with a {@link #restart}. */
    public final String peerHost() {
        if (Lab.isHostNetwork()) {
            return LOOPBACK;
        }
        return inspect().getNetworkSettings().getNetworks().values().stream()
                .map(network -> Objects.requireNonNull(network.getIpAddress()))
                .findFirst()
                .orElseThrow(() -> new LabException("The container of '" + image + "' is in no network"));
    }

    /** Port at {@link #peerHost}. */
    public final int peerPort() {
        return Lab.isHostNetwork() ? port() : innerPort;
    }

    /** The password of the server's users (of its superuser, for a database): random for each server, letters and digits. */
    public final String password() {
        return password;
    }

    // ---- a look inside ----

    /**
     * Runs a command as root in the server's container, past any network: for preparing and for checking. Waits for its end, at most 10 minutes.
     *
     * @param argv the command and its arguments; no shell reads them
     */
    public final ExecResult exec(String... argv) {
        return execAs("root", argv);
    }

    /**
     * Runs a command as a user of the container.
     *
     * @param user name or number
     * @param argv the command and its arguments; no shell reads them
     * @see #exec
     */
    public final ExecResult execAs(String user, String... argv) {
        String command = String.join(" ", argv);
        String id = client().execCreateCmd(containerId())
                .withCmd(argv)
                .withUser(user)
                .withAttachStdout(true)
                .withAttachStderr(true)
                .exec()
                .getId();
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        ResultCallback.Adapter<Frame> frames = new ResultCallback.Adapter<>() {
            @Override
            public void onNext(Frame frame) {
                (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).writeBytes(frame.getPayload());
            }
        };
        try {
            if (!client().execStartCmd(id).exec(frames).awaitCompletion(EXEC_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new LabException("'" + command + "' did not end within " + EXEC_TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while '" + command + "' ran", e);
        }
        await("an exit status of '" + command + "'", () -> exitCode(id) != null);
        return new ExecResult(
                command, Objects.requireNonNull(exitCode(id)).intValue(), stdout.toByteArray(), stderr.toByteArray());
    }

    private @Nullable Long exitCode(String execId) {
        return client().inspectExecCmd(execId).exec().getExitCodeLong();
    }

    /**
     * Writes a file into the container, owned by root.
     *
     * @param path absolute path; missing directories are made
     * @param content the whole content
     * @param mode permission bits, for instance {@code 0644}
     */
    public final void write(String path, byte[] content, int mode) {
        container().copyFileToContainer(Transferable.of(content.clone(), 0100000 | mode), path);
    }

    /** What the server has logged since it was made. */
    public final String logs() {
        return container().getLogs();
    }

    // ---- inside ----

    final GenericContainer<?> container() {
        GenericContainer<?> started = container;
        if (started == null) {
            throw new IllegalStateException("the server of image '" + image.name() + "' is not started");
        }
        return started;
    }

    private String containerId() {
        return container().getContainerId();
    }

    private static DockerClient client() {
        return Lab.client();
    }

    private InspectContainerResponse inspect() {
        return client().inspectContainerCmd(containerId()).exec();
    }

    @SuppressWarnings("resource") // the caller closes it
    private GenericContainer<?> configure(int hostPort) {
        GenericContainer<?> made = new GenericContainer<>(DockerImageName.parse(image.reference()))
                .withImagePullPolicy(name -> false)
                .withEnv(environment)
                .withLabel(Owner.LABEL, Owner.self().label())
                .withTmpFs(memoryDisks)
                .withCopyToContainer(Transferable.of(password, 0100600), PASSWORD_FILE)
                .withCreateContainerCmdModifier(command -> publish(command, hostPort))
                .waitingFor(new AbstractWaitStrategy() {
                    @Override
                    protected void waitUntilReady() {
                        // Done by the server itself, because it waits after a restart as well.
                    }
                });
        if (Lab.isHostNetwork()) {
            made.withNetworkMode("host")
                    .withEnv("LAB_LISTEN", LOOPBACK)
                    .withEnv("LAB_PORT", Integer.toString(hostPort));
        }
        if (!arguments.isEmpty()) {
            made.withCommand(arguments.toArray(String[]::new));
        }
        return made;
    }

    // The host's port is chosen here, not by Docker: Docker would choose another one after every stop.
    private void publish(CreateContainerCmd command, int hostPort) {
        if (!Lab.isHostNetwork()) {
            HostConfig config = Objects.requireNonNull(command.getHostConfig());
            ExposedPort inner = ExposedPort.tcp(innerPort);
            String address = isLocal() ? LOOPBACK : "0.0.0.0";
            config.withPortBindings(new PortBinding(Ports.Binding.bindIpAndPort(address, hostPort), inner));
            command.withExposedPorts(inner);
        }
    }

    /** Whether the daemon publishes ports on this machine. (Testcontainers takes a machine that was made from an image for a container, so it is not asked.) */
    private static boolean isLocal() {
        return DockerSocket.path().isPresent() && System.getenv("TESTCONTAINERS_HOST_OVERRIDE") == null;
    }

    private void awaitReady() {
        await("answer", () -> {
            if (!isRunning()) {
                throw new LabException("The server of '" + image + "' ended while starting. Its log:\n" + logs());
            }
            return probe.answers(host(), port);
        });
    }

    private void await(String what, Condition condition) {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new LabException(
                        "Waited %s in vain for: %s ('%s'). Its log:%n%s".formatted(START_TIMEOUT, what, image, logs()));
            }
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new LabException("Interrupted while waiting for: " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds();
    }

    // Below the ports that systems give to outgoing connections, so that none of these takes it while the server is
    // stopped.
    private static int freePort() {
        SecureRandom random = new SecureRandom();
        for (int i = 0; i < 200; i++) {
            int candidate = 15_000 + random.nextInt(17_000);
            try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // taken; the next one
            }
        }
        throw new LabException("No free port between 15000 and 32000 on the loopback address");
    }

    private static boolean mentionsPort(Throwable e) {
        String message = rootMessage(e);
        return message.contains("port is already allocated") || message.contains("address already in use");
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e.getCause();
                cause != null && !(root instanceof DockerException);
                cause = cause.getCause()) {
            root = cause;
        }
        return String.valueOf(root.getMessage());
    }

    private static String randomPassword() {
        SecureRandom random = new SecureRandom();
        return random.ints(20, 0, PASSWORD_LETTERS.length())
                .collect(StringBuilder::new, (s, i) -> s.append(PASSWORD_LETTERS.charAt(i)), StringBuilder::append)
                .toString();
    }
}
