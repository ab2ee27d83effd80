package io.godwit.cli.reliability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Random;

/** A small site and its database: what is moved. */
final class Shop {
    private Shop() {}

    /** Some 300 files, among them hard links, symbolic links, a large one and one that only its owner may read. */
    static Path site(Path root) throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 280; i++) {
            write(root, "pages/" + i % 7 + "/page-" + i + ".html", bytes(random, 200 + random.nextInt(9_000)));
        }
        write(root, "index.html", "<h1>new</h1>".getBytes(StandardCharsets.UTF_8));
        write(root, "shared/page.html", "new".getBytes(StandardCharsets.UTF_8));
        write(root, "turns/into-file", "now a file".getBytes(StandardCharsets.UTF_8));
        Files.createSymbolicLink(root.resolve("turns/into-link"), Path.of("../index.html"));
        write(root, "turns/into-directory/inside.txt", "inside".getBytes(StandardCharsets.UTF_8));
        write(root, "linked/one", "one file".getBytes(StandardCharsets.UTF_8));
        Files.createLink(root.resolve("linked/two"), root.resolve("linked/one"));
        Path secret = write(root, "config/settings.ini", "a=1".getBytes(StandardCharsets.UTF_8));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        write(root, "uploads/large.bin", bytes(random, 24 << 20));
        return root;
    }

    /** Customers and their orders: text, decimals, times, blobs, keys, indexes. */
    static Path database(Path file, int customers) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(80) NOT NULL,"
                    + " note TEXT, picture BLOB)");
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL"
                    + " REFERENCES customers(id), placed_at TIMESTAMP NOT NULL, total DECIMAL(12,2) NOT NULL)");
            statement.execute("CREATE INDEX orders_by_customer ON orders (customer_id, placed_at)");
            statement.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + customers
                    + ") INSERT INTO customers SELECT i, 'customer ' || i, CASE WHEN i % 5 = 0 THEN NULL ELSE"
                    + " 'likes tabs\t and ' || char(128512) END, randomblob(i % 700) FROM n");
            statement.execute(
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + 3 * customers
                            + ") INSERT INTO orders SELECT i, 1 + i % " + customers
                            + ", '2025-01-01 10:00:' || printf('%02d', i % 60), i * 1.25 FROM n");
        }
        return file;
    }

    static Path write(Path root, String name, byte[] content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.parse("2026-01-05T06:07:08Z").plusMillis(name.hashCode())));
        return file;
    }

    static byte[] bytes(Random random, int size) {
        byte[] content = new byte[size];
        random.nextBytes(content);
        return content;
    }
}
