package io.godwit.cli.reliability;

import io.godwit.core.MigrationSession;
import io.godwit.core.Migrator;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.SessionStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A small move made up from a seed: files, a database or both, into a place where somebody lives, perhaps back to one of its steps and
 * forward again, and then perhaps back altogether. Any number of
 * processes may be killed on the way; {@link #advance} goes on from whatever they left.
 */
final class RandomMove {
    private final Path home;
    private final long seed;
    private final boolean hasFiles;
    private final boolean hasDatabase;
    private final boolean goesBack;
    /** The number of the step to go back to once, or -1. */
    private final int detour;

    RandomMove(Path home, long seed) {
        this.home = home;
        this.seed = seed;
        Random random = new Random(seed);
        hasFiles = random.nextInt(4) > 0;
        hasDatabase = !hasFiles || random.nextBoolean();
        goesBack = random.nextInt(3) == 0;
        detour = random.nextInt(3) == 0 ? random.nextInt(4) : -1;
    }

    boolean goesBack() {
        return goesBack;
    }

    /** Makes both sides. */
    void make() throws IOException, SQLException {
        Random random = new Random(seed + 1);
        Files.createDirectories(home.resolve("from"));
        Files.createDirectories(home.resolve("to"));
        int files = 2 + random.nextInt(40);
        for (int i = 0; i < files; i++) {
            String name = "d" + random.nextInt(5) + "/f" + i;
            write("from/" + name, random, random.nextInt(12) == 0 ? 400_000 : 9_000);
            if (random.nextInt(3) == 0) {
                write("to/" + name, random, 5_000);
            }
            if (random.nextInt(6) == 0) {
                write("to/d" + random.nextInt(5) + "/own" + i, random, 2_000);
            }
            if (random.nextInt(8) == 0) {
                Files.createSymbolicLink(home.resolve("from/" + name + "-link"), Path.of("f" + i));
            }
            if (random.nextInt(8) == 0) {
                Files.createLink(home.resolve("from/" + name + "-twin"), home.resolve("from/" + name));
            }
        }
        int tables = 1 + random.nextInt(3);
        for (int i = 0; i < tables; i++) {
            fill("from.sqlite", "t" + i, random, random.nextInt(700));
            if (random.nextBoolean()) {
                fill("to.sqlite", "t" + i, random, random.nextInt(50));
            }
        }
        fill("to.sqlite", "own", random, 7);
    }

    private void write(String name, Random random, int most) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, Shop.bytes(random, random.nextInt(most)));
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(random.nextBoolean() ? "rw-r-----" : "rwxr-xr-x"));
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.ofEpochSecond(1_600_000_000L + random.nextInt(90_000_000))));
    }

    private void fill(String database, String table, Random random, int rows) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(database));
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE " + table + " (id INTEGER PRIMARY KEY, name TEXT, data BLOB)");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?, ?)")) {
                for (int i = 0; i < rows; i++) {
                    insert.setInt(1, i * 3);
                    insert.setString(2, random.nextInt(5) == 0 ? null : "name " + random.nextInt());
                    insert.setBytes(3, Shop.bytes(random, random.nextInt(300)));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            connection.commit();
        }
    }

    Migrator migrator() {
        return Migrator.builder().journal(home.resolve("state/godwit.db")).build();
    }

    private Pipeline pipeline() {
        Pipeline.Builder pipeline = Pipeline.builder("random");
        if (hasFiles) {
            pipeline.files(f -> f.from(home.resolve("from").toUri().toString())
                    .to(home.resolve("to").toUri().toString()));
        }
        if (hasDatabase) {
            pipeline.database(
                    d -> d.from("sqlite:" + home.resolve("from.sqlite")).to("sqlite:" + home.resolve("to.sqlite")));
        }
        return pipeline.build();
    }

    /** Goes on from whatever was left, to the end. */
    void advance() throws IOException {
        try (Migrator migrator = migrator()) {
            List<MigrationSession> sessions = migrator.sessions();
            Path turned = home.resolve("turned");
            if (sessions.isEmpty()) {
                migrator.run(migrator.plan(pipeline()));
            } else if (!Files.exists(turned)) {
                forward(migrator);
            }
            MigrationSession session = migrator.sessions().get(0);
            Path detoured = home.resolve("detoured");
            if (detour >= 0 && session.status() == SessionStatus.COMPLETED && !Files.exists(detoured)) {
                Files.createFile(detoured);
                String step = session.steps()
                        .get(Math.min(detour, session.steps().size() - 1))
                        .id();
                migrator.rollback(session.id(), RollbackOptions.confirmed().to(step), event -> {});
                forward(migrator);
                session = migrator.sessions().get(0);
            }
            if (goesBack
                    && (Files.exists(turned) || session.status() == SessionStatus.COMPLETED)
                    && session.status() != SessionStatus.ROLLED_BACK) {
                try {
                    Files.createFile(turned);
                } catch (FileAlreadyExistsException e) {
                    // an earlier process turned back already
                }
                migrator.rollback(session.id(), RollbackOptions.confirmed(), event -> {});
            }
        }
    }

    /** A process may have died on the way back to a step: then one resume ends that, and the next goes forward. */
    private static void forward(Migrator migrator) {
        for (int i = 0; i < 2; i++) {
            MigrationSession session = migrator.sessions().get(0);
            if (session.status() != SessionStatus.COMPLETED) {
                migrator.resume(session.id(), event -> {});
            }
        }
    }

    /** Whether there is nothing left to do. */
    boolean isAtEnd() {
        if (!Files.exists(home.resolve("state/godwit.db"))) {
            return false;
        }
        try (Migrator migrator = migrator()) {
            List<MigrationSession> sessions = migrator.sessions();
            return !sessions.isEmpty()
                    && sessions.get(0).status() == (goesBack ? SessionStatus.ROLLED_BACK : SessionStatus.COMPLETED);
        }
    }

    Map<String, String> source() throws IOException, SQLException {
        Map<String, String> all = tree(home.resolve("from"));
        all.putAll(rows("from.sqlite"));
        return all;
    }

    Map<String, String> destination() throws IOException, SQLException {
        Map<String, String> all = tree(home.resolve("to"));
        all.putAll(rows("to.sqlite"));
        return all;
    }

    /** What the destination has to be, from what both sides were. */
    Map<String, String> wanted(Map<String, String> source, Map<String, String> before) {
        if (goesBack) {
            return before;
        }
        Map<String, String> wanted = new TreeMap<>(before);
        source.forEach((name, value) -> {
            if (name.startsWith("table ") ? hasDatabase : hasFiles) {
                wanted.put(name, value);
            }
        });
        return wanted;
    }

    /** Every file with kind, mode, time and content; not what the session keeps for a rollback. */
    private static Map<String, String> tree(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        List<Path> paths = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(root)) {
            walk.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(paths::add);
        }
        for (Path path : paths) {
            String name = root.relativize(path).toString();
            if (name.startsWith(".godwit-")) {
                continue;
            }
            all.put(
                    name,
                    Files.isSymbolicLink(path)
                            ? "-> " + Files.readSymbolicLink(path)
                            : PosixFilePermissions.toString(Files.getPosixFilePermissions(path)) + " "
                                    + Files.getLastModifiedTime(path) + " " + hash(Files.readAllBytes(path)));
        }
        return all;
    }

    private Map<String, String> rows(String database) throws SQLException {
        Map<String, String> all = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + home.resolve(database));
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet names = statement.executeQuery(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")) {
                while (names.next()) {
                    String name = names.getString(1);
                    if (!name.startsWith("godwit_")) {
                        tables.add(name);
                    } else if (goesBack) {
                        all.put("left " + name, "");
                    }
                }
            }
            for (String table : tables) {
                StringBuilder text = new StringBuilder();
                try (ResultSet rows =
                        statement.executeQuery("SELECT id, name, hex(data) FROM \"" + table + "\" ORDER BY id")) {
                    while (rows.next()) {
                        text.append(rows.getLong(1))
                                .append(rows.getString(2))
                                .append(rows.getString(3))
                                .append('\n');
                    }
                }
                all.put("table " + table, hash(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            }
        }
        return all;
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Advances all moves below a directory at a time: {@code directory seed...}. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            List<Thread> threads = new ArrayList<>();
            for (int i = 1; i < arguments.length; i++) {
                RandomMove move =
                        new RandomMove(Path.of(arguments[0]).resolve(arguments[i]), Long.parseLong(arguments[i]));
                Thread thread = new Thread(() -> {
                    try {
                        move.advance();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                threads.add(thread);
                thread.start();
            }
            System.out.println("at work");
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
