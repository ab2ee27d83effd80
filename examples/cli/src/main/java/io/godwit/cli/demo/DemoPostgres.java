package io.godwit.cli.demo;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The "new server's" database: PostgreSQL from the binaries in the class path, on a free port of the loopback, with a data directory of
 * its own. PostgreSQL refuses to run as root; where we are root it runs as the user {@code nobody}.
 */
final class DemoPostgres implements AutoCloseable {
    private static final String BINARIES = "/postgres-linux-x86_64.txz";
    private static final int START_SECONDS = 60;

    private final Path programs;
    private final Path data;
    private final int port;

    private DemoPostgres(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /**
     * Starts a fresh server.
     *
     * @param cache where the unpacked programs stay from one demonstration to the next
     * @param home where this one's data goes
     * @param password the superuser's password
     */
    static DemoPostgres start(Path cache, Path home, String password) throws IOException, InterruptedException {
        Path programs = unpack(cache);
        Files.createDirectories(home);
        Path secret = Files.createTempFile(home, "password", "");
        Files.writeString(secret, password);
        Path data = home.resolve("data");
        Files.createDirectories(data);
        int port = freePort();
        DemoPostgres server = new DemoPostgres(programs, data, port);
        give(home, data, secret);
        server.run(
                "initdb",
                List.of(
                        "-D",
                        data.toString(),
                        "-U",
                        "demo",
                        "-A",
                        "scram-sha-256",
                        "--pwfile=" + secret,
                        "-E",
                        "UTF8",
                        "--locale=C",
                        "-N"));
        Files.delete(secret);
        String options = "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off";
        server.run(
                "pg_ctl",
                List.of(
                        "-D",
                        data.toString(),
                        "-l",
                        data.resolve("log").toString(),
                        "-w",
                        "-t",
                        Integer.toString(START_SECONDS),
                        "-o",
                        options,
                        "start"));
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void give(Path... paths) throws IOException {
        if (isRoot()) {
            for (Path path : paths) {
                Files.setOwner(
                        path,
                        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            }
        }
        Files.setPosixFilePermissions(paths[1], PosixFilePermissions.fromString("rwx------"));
    }

    private void run(String program, List<String> arguments) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>();
        if (isRoot()) {
            argv.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--"));
        }
        argv.add(programs.resolve("bin").resolve(program).toString());
        argv.addAll(arguments);
        Path output = Files.createTempFile("godwit-demo", ".log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(argv).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.directory(data.toFile());
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(2L * START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed(program, "it did not end in time", output);
            }
            if (process.exitValue() != 0) {
                throw failed(program, "exit status " + process.exitValue(), output);
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static MigrationException failed(String program, String why, Path output) throws IOException {
        String said = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        return MigrationException.of(
                        ErrorCategory.INTERNAL,
                        "demo.postgres-failed",
                        "the demonstration's PostgreSQL did not start: " + program + ": " + why
                                + (said.isEmpty() ? "" : ": " + said.substring(said.lastIndexOf('\n') + 1)))
                .remedy("The demonstration needs Linux on x86-64 with glibc; look at the log in its directory.")
                .build();
    }

    /** Unpacks the programs once; a half-unpacked directory never takes the final name. */
    private static Path unpack(Path cache) throws IOException {
        Path programs = cache.resolve("postgres-18");
        if (Files.isExecutable(programs.resolve("bin/postgres"))) {
            return programs;
        }
        Files.createDirectories(cache);
        Path temporary = Files.createTempDirectory(cache, "unpacking");
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream in = Objects.requireNonNull(DemoPostgres.class.getResourceAsStream(BINARIES), BINARIES);
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                extract(tar, entry, temporary);
            }
        }
        if (Files.exists(programs)) {
            return programs;
        }
        Files.move(temporary, programs, StandardCopyOption.ATOMIC_MOVE);
        return programs;
    }

    private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path path = root.resolve(entry.getName()).normalize();
        if (!path.startsWith(root)) {
            throw new IOException("an entry leaves the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(path.getParent());
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    int port() {
        return port;
    }

    /** The directory that holds the data. */
    Path home() {
        return Objects.requireNonNull(data.getParent());
    }

    @Override
    public void close() throws IOException {
        try {
            run("pg_ctl", List.of("-D", data.toString(), "-m", "immediate", "-w", "stop"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
