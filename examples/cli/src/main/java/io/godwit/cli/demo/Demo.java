package io.godwit.cli.demo;

import io.godwit.core.MigrationSpec;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A shop on an old server and a new server for it, both in this process and below one directory. One thread at a time. */
public final class Demo implements AutoCloseable {
    private static final long SEED = 20_261_121L;

    private final Path directory;
    private final boolean keep;
    private final String password;
    private final int files;
    private final int rows;
    private final DemoSshServer ssh;
    private final DemoPostgres postgres;

    private Demo(
            Path directory,
            boolean keep,
            String password,
            int files,
            int rows,
            DemoSshServer ssh,
            DemoPostgres postgres) {
        this.directory = directory;
        this.keep = keep;
        this.password = password;
        this.files = files;
        this.rows = rows;
        this.ssh = ssh;
        this.postgres = postgres;
    }

    /**
     * Makes the shop and starts the servers.
     *
     * @param home where demonstrations live; made where it is not there
     * @param keep whether the files stay when this is closed
     * @return the demonstration, closed by the caller
     * @throws IOException where a file cannot be written or a server not started
     * @throws GeneralSecurityException where keys cannot be made
     * @throws SQLException where the database cannot be made
     * @throws InterruptedException when interrupted while a server starts
     */
    public static Demo prepare(Path home, boolean keep)
            throws IOException, GeneralSecurityException, SQLException, InterruptedException {
        Files.createDirectories(home);
        Path directory = Files.createTempDirectory(home, "run-");
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Path old = directory.resolve("old-server");
        int files = DemoSite.make(old.resolve("site"), SEED);
        int rows = DemoDatabase.make(old.resolve("shop.sqlite"), SEED);
        DemoSshServer ssh = DemoSshServer.start(old, directory.resolve("keys"));
        try {
            DemoPostgres postgres = DemoPostgres.start(cache(home), serverHome(directory), password);
            return new Demo(directory, keep, password, files, rows, ssh, postgres);
        } catch (IOException | InterruptedException | RuntimeException e) {
            ssh.close();
            throw e;
        }
    }

    /** Programs that another user may have to run cannot lie in our home directory. */
    private static Path cache(Path home) {
        return isRoot() ? Path.of("/var/tmp/godwit-demo") : home.resolve("cache");
    }

    private static Path serverHome(Path directory) throws IOException {
        return isRoot()
                ? Files.createTempDirectory(Path.of("/var/tmp"), "godwit-demo-")
                : directory.resolve("postgres");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** How many files and links the shop has. */
    public int files() {
        return files;
    }

    /** How many rows its database has. */
    public int rows() {
        return rows;
    }

    /** Where everything lies. */
    public Path directory() {
        return directory;
    }

    /** Where the old server shows its files. */
    public String sourceUrl() {
        return "ssh://demo@127.0.0.1:" + ssh.port() + "/site";
    }

    /** Where the old database is. */
    public String sourceDatabase() {
        return "sqlite:" + directory.resolve("old-server/shop.sqlite");
    }

    /** The specification that moves the shop. */
    public MigrationSpec spec() {
        return MigrationSpec.builder("demo-shop")
                .source(s -> s.at(sourceUrl())
                        .privateKey("file:" + ssh.privateKey())
                        .knownHosts("file:" + ssh.knownHosts())
                        .database(sourceDatabase()))
                .destination(
                        d -> d.at(directory.resolve("new-server/site").toUri().toString())
                                .database(
                                        "postgres://demo@127.0.0.1:" + postgres.port() + "/postgres",
                                        db -> db.password("demo:database")))
                .options(o -> o.verifyAfter(true))
                .build();
    }

    /** Knows the new database's password, as {@code demo:database}. */
    public SecretResolver secrets() {
        return new SecretResolver() {
            @Override
            public String scheme() {
                return "demo";
            }

            @Override
            public Secret resolve(String name) {
                if (!name.equals("database")) {
                    throw MigrationException.of(
                                    ErrorCategory.CONFIGURATION,
                                    "secret.not-found",
                                    "the demonstration has no secret \"" + name + "\"")
                            .build();
                }
                return Secret.of(password.toCharArray());
            }
        };
    }

    @Override
    public void close() throws IOException {
        try (ssh) {
            postgres.close();
        }
        if (!keep) {
            delete(directory);
        }
        if (!postgres.home().startsWith(directory)) {
            delete(postgres.home());
        }
    }

    private static void delete(Path root) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(root)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.deleteIfExists(path);
        }
    }
}
