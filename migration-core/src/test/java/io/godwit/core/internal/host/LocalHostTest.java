package io.godwit.core.internal.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.core.Plugins;
import io.godwit.core.internal.runtime.RunCancellation;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.Host.Endpoint;
import io.godwit.spi.Host.SecretFile;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LocalHostTest {
    @TempDir
    Path directory;

    private final RunCancellation token = new RunCancellation("the run");
    private final WorkContext context = HostContexts.of(token);
    private final LocalHost host = new LocalHost();

    @AfterEach
    void close() {
        host.close();
    }

    private static Command sh(String script, String... arguments) {
        java.util.ArrayList<String> argv = new java.util.ArrayList<>(List.of("sh", "-c", script, "sh"));
        argv.addAll(List.of(arguments));
        return Command.of(argv);
    }

    @Test
    void runsACommandWithItsArgumentsAsTheyAre() {
        CommandResult result = host.run(sh("printf '%s|' \"$@\"", "a b", "", "$HOME", "*", "'\"", "-n"), context);
        assertThat(result.stdout()).isEqualTo("a b||$HOME|*|'\"|-n|");
        assertThat(result.isSuccess()).isTrue();
    }

    @Test
    void keepsWhatItPrintsWhateverTheExit() {
        CommandResult result = host.run(sh("echo out; echo err >&2; exit 7"), context);
        assertThat(result.exitStatus()).isEqualTo(7);
        assertThat(result.stdout()).isEqualTo("out\n");
        assertThat(result.stderr()).isEqualTo("err\n");
    }

    @Test
    void runsWithoutInputInTheHomeWithItsVariables() {
        assertThat(host.run(Command.of("cat"), context).stdout()).isEmpty();
        assertThat(host.run(Command.of("pwd"), context).stdout().strip()).isEqualTo(System.getProperty("user.home"));
        Command command =
                sh("pwd; echo \"$GREETING\"").in(directory.toString()).withEnvironment("GREETING", "hello there");
        assertThat(host.run(command, context).stdout()).isEqualTo(directory + "\nhello there\n");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.run(Command.of("pwd").in(directory + "/none"), context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("host.start-failed"));
    }

    @Test
    void keepsTheLast64KiBOfComplaints() {
        CommandResult result = host.run(
                sh("i=0; while [ $i -lt 9000 ]; do echo \"line $i of nine thousand\"; i=$((i+1)); done >&2"), context);
        assertThat(result.stderr()).hasSize(64 * 1024).endsWith("line 8999 of nine thousand\n");
    }

    @Test
    void refusesMoreThan16MiBOfOutput() {
        assertThat(host.run(Command.of("head", "-c", "16777216", "/dev/zero"), context)
                        .stdout())
                .hasSize(16 * 1024 * 1024);
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.run(Command.of("head", "-c", "16777217", "/dev/zero"), context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("host.output-too-large"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.run(Command.of("cat", "/dev/zero"), context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("host.output-too-large"));
    }

    @Test
    void isNotHeldUpByAChildThatOutlivesItsCommand() {
        long before = System.nanoTime();
        CommandResult result = host.run(sh("echo started; sleep 30 & "), context);
        assertThat(result.stdout()).isEqualTo("started\n");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void aCancelledRunEndsTheCommand() {
        Thread canceller = new Thread(token::cancel);
        WorkContext watched = HostContexts.of(token);
        canceller.start();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.run(Command.of("sleep", "1000"), watched))
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
    }

    @Test
    void findsProgramsOnTheSearchPath() throws Exception {
        assertThat(host.which("sh", context))
                .hasValueSatisfying(path -> assertThat(path).startsWith("/").endsWith("/sh"));
        assertThat(host.which("no-such-program-here", context)).isEmpty();
        assertThat(host.which("", context)).isEmpty();
        assertThat(host.which("/bin/sh", context)).isEmpty();
        Path plain = Files.createFile(directory.resolve("plain"));
        assertThat(LocalHost.which("plain", directory + ":\0:relative")).isEmpty();
        Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(LocalHost.which("plain", "/none:" + directory)).contains(plain.toString());
    }

    @Test
    void knowsWhatThisMachineIs() throws Exception {
        HostFacts facts = host.facts(context);
        assertThat(facts).isSameAs(host.facts(context));
        assertThat(facts.name())
                .isEqualTo(host.run(Command.of("uname", "-n"), context).stdout().strip());
        assertThat(facts.kernel())
                .isEqualTo(host.run(Command.of("uname", "-s"), context).stdout().strip());
        assertThat(facts.architecture())
                .isEqualTo(host.run(Command.of("uname", "-m"), context).stdout().strip());
        assertThat(facts.user())
                .isEqualTo(host.run(Command.of("id", "-un"), context).stdout().strip());
        assertThat(facts.processors())
                .isEqualTo(Integer.parseInt(
                        host.run(Command.of("nproc"), context).stdout().strip()));
        assertThat(facts.memoryBytes()).isPositive();
        assertThat(Files.readString(Path.of("/etc/os-release"))).contains(facts.system());
    }

    @Test
    void makesDoWithWhatThereIsOfFacts() throws Exception {
        HostFacts bare = LocalFacts.find(directory, Map.of("COMPUTERNAME", "BOX"));
        assertThat(bare.name()).isEqualTo("BOX");
        assertThat(bare.system()).startsWith(System.getProperty("os.name"));
        assertThat(LocalFacts.find(directory, Map.of()).name()).isEqualTo("localhost");
        Files.createDirectories(directory.resolve("usr/lib"));
        Files.writeString(directory.resolve("usr/lib/os-release"), "ID=x\nPRETTY_NAME=\"Some \\\"odd\\\" \\$ystem\"\n");
        Files.createDirectories(directory.resolve("etc"));
        Files.writeString(directory.resolve("etc/hostname"), "named\n");
        HostFacts found = LocalFacts.find(directory, Map.of("HOSTNAME", "other"));
        assertThat(found.system()).isEqualTo("Some \"odd\" $ystem");
        assertThat(found.name()).isEqualTo("named");
        assertThat(LocalFacts.kernel("Mac OS X")).isEqualTo("Darwin");
        assertThat(LocalFacts.kernel("Windows 11")).isEqualTo("Windows");
        assertThat(LocalFacts.architecture("arm64")).isEqualTo("aarch64");
        assertThat(LocalFacts.architecture("riscv64")).isEqualTo("riscv64");
    }

    @Test
    void connectsToATcpPort() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            try (ByteChannel channel = host.connect(new Endpoint("localhost", server.getLocalPort()), context);
                    var accepted = server.accept()) {
                accepted.getOutputStream().write("hi".getBytes(UTF_8));
                ByteBuffer buffer = ByteBuffer.allocate(2);
                while (buffer.hasRemaining()) {
                    assertThat(channel.read(buffer)).isPositive();
                }
                assertThat(buffer.array()).isEqualTo("hi".getBytes(UTF_8));
            }
        }
    }

    @Test
    void connectsToAUnixSocket() throws Exception {
        Path socket = Path.of("/tmp", "godwit-test-" + System.nanoTime() + ".sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (ByteChannel channel = host.connect(new Endpoint(socket.toString(), 0), context);
                    SocketChannel accepted = server.accept()) {
                channel.write(ByteBuffer.wrap(new byte[] {42}));
                ByteBuffer buffer = ByteBuffer.allocate(1);
                assertThat(accepted.read(buffer)).isEqualTo(1);
                assertThat(buffer.get(0)).isEqualTo((byte) 42);
            }
        } finally {
            Files.deleteIfExists(socket);
        }
    }

    @Test
    void saysWhereNoConnectionCouldBeMade() throws Exception {
        int free;
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            free = server.socket().getLocalPort();
        }
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.connect(new Endpoint("127.0.0.1", free), context))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("host.connect-failed");
                    assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
                    assertThat(failure.isRetryable()).isTrue();
                    assertThat(failure.subject()).isEqualTo("127.0.0.1:" + free);
                });
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.connect(new Endpoint(directory + "/none.sock", 0), context))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("host.connect-failed"));
        token.cancel();
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> host.connect(new Endpoint("127.0.0.1", free), context))
                .satisfies(failure -> assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED));
    }

    @Test
    void placesASecretThatOnlyWeMayReadAndRemovesIt() throws Exception {
        Path kept;
        try (Secret secret = Secret.of("pa ss\n".getBytes(UTF_8))) {
            SecretFile file = host.place(secret, context);
            Path path = Path.of(file.path());
            assertThat(path).isAbsolute().hasBinaryContent("pa ss\n".getBytes(UTF_8));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            file.close();
            assertThat(path).doesNotExist();
            file.close();
            kept = Path.of(host.place(secret, context).path());
        }
        assertThat(kept).exists();
        host.close();
        assertThat(kept).doesNotExist();
        assertThatIllegalStateException().isThrownBy(() -> host.place(Secret.of(new byte[1]), context));
        assertThatIllegalStateException().isThrownBy(() -> host.run(Command.of("true"), context));
    }

    @Test
    void aSecretThatCannotBePlacedLeavesNothing() {
        SecretFiles files = new SecretFiles(directory.resolve("none"));
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> files.place(Secret.of("s3cr3t".getBytes(UTF_8))))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo("host.secret-not-placed");
                    assertThat(failure.toString()).doesNotContain("s3cr3t");
                });
    }

    @Test
    void isFoundByItsSchemes() {
        Plugins plugins = Plugins.builder().build();
        for (String uri : List.of("file:///srv/www", "local:///", "file://localhost/srv")) {
            Location location = Location.of(uri);
            try (Host found =
                    plugins.hostConnector(location.scheme()).orElseThrow().connect(location, context)) {
                assertThat(found.run(Command.of("echo", "here"), context).stdout())
                        .isEqualTo("here\n");
            }
        }
    }

    @Test
    void refusesWhatThisMachineIsNot() {
        LocalHostConnector connector = new LocalHostConnector();
        assertThat(connector.id()).isEqualTo("local");
        for (Location location : List.of(
                Location.of("local:///").become("www-data"),
                Location.of("local:///").via(Location.of("ssh://example.com/")),
                Location.of("file://example.com/srv"))) {
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> connector.connect(location, context))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("location.not-local"));
        }
    }

    @Test
    void removesSecretsThatADeadProcessLeft() throws Exception {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Path left = Files.writeString(directory.resolve("godwit-secret-" + gone.pid() + "-17-left"), "old");
        Path other = Files.writeString(directory.resolve("godwit-secret-notes.txt"), "not ours");
        try (SecretFiles files = new SecretFiles(directory);
                Secret secret = Secret.of("new".toCharArray());
                Host.SecretFile placed = files.place(secret)) {
            assertThat(left).doesNotExist();
            assertThat(other).exists();
            new SecretFiles(directory).close();
            assertThat(Path.of(placed.path())).exists();
        }
    }
}
