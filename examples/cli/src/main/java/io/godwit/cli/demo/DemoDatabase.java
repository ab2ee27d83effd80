package io.godwit.cli.demo;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;

/** Makes the SQLite database of a small web shop: text with emoji, decimals, dates, blobs, foreign keys, NULLs. */
final class DemoDatabase {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final String[] NAMES = {
        "Ada",
        "Bj\u00f6rn",
        "Chlo\u00e9",
        "Dmitri",
        "Eir\u00edkur",
        "\u00d8yvind",
        "G\u00fclay",
        "\u5c71\u7530",
        "Zo\u00eb",
        "\u0141ukasz"
    };
    private static final String[] MOODS = {
        "\ud83d\ude00", "\ud83d\udc4d\ud83c\udffd", "\u2764\ufe0f", "\ud83c\udde9\ud83c\uddf0", ""
    };
    private static final List<String> TABLES = List.of(
            "CREATE TABLE customers (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(80) NOT NULL, email VARCHAR(120) NOT NULL"
                    + " UNIQUE, born DATE, note TEXT, created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
            "CREATE TABLE products (id INTEGER PRIMARY KEY, sku CHAR(12) NOT NULL UNIQUE, title VARCHAR(200) NOT NULL, price"
                    + " DECIMAL(10,2) NOT NULL, weight DOUBLE, is_active BOOLEAN NOT NULL DEFAULT 1, picture BLOB)",
            "CREATE TABLE orders (id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers(id) ON"
                    + " DELETE CASCADE, placed_at TIMESTAMP NOT NULL, status VARCHAR(20) NOT NULL DEFAULT 'new', total DECIMAL(12,2)"
                    + " NOT NULL)",
            "CREATE TABLE order_lines (order_id INTEGER NOT NULL REFERENCES orders(id) ON DELETE CASCADE, line INTEGER NOT NULL,"
                    + " product_id INTEGER NOT NULL REFERENCES products(id), quantity INTEGER NOT NULL, price DECIMAL(10,2) NOT NULL,"
                    + " PRIMARY KEY (order_id, line))",
            "CREATE TABLE \"Audit Log\" (happened_at TIMESTAMP, \"user\" TEXT, detail TEXT)",
            "CREATE INDEX orders_by_customer ON orders (customer_id, placed_at)",
            "CREATE INDEX lines_by_product ON order_lines (product_id)");

    private final Connection connection;
    private final Random random;
    private int rows;

    private DemoDatabase(Connection connection, long seed) {
        this.connection = connection;
        this.random = new Random(seed);
    }

    /**
     * Makes the database.
     *
     * @param file a file that is not there yet
     * @param seed the same seed makes the same rows
     * @return how many rows it holds
     */
    static int make(Path file, long seed) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            DemoDatabase database = new DemoDatabase(connection, seed);
            try (Statement statement = connection.createStatement()) {
                for (String table : TABLES) {
                    statement.execute(table);
                }
            }
            database.customers(4_000);
            database.products(900);
            database.orders(12_000);
            database.audit(3_000);
            connection.commit();
            return database.rows;
        }
    }

    private void customers(int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO customers (name, email, born, note, created_at) VALUES (?, ?, ?, ?, ?)")) {
            for (int i = 1; i <= count; i++) {
                insert.setString(1, NAMES[random.nextInt(NAMES.length)] + " O'Neil " + i);
                insert.setString(2, "customer" + i + "@example.com");
                insert.setString(
                        3,
                        i % 7 == 0
                                ? null
                                : LocalDate.of(1940, 1, 1)
                                        .plusDays(random.nextInt(25_000))
                                        .toString());
                insert.setString(
                        4, i % 5 == 0 ? null : MOODS[i % MOODS.length] + " likes\ttabs, \\slashes\\ and\nlines");
                insert.setString(5, moment());
                add(insert);
            }
            insert.executeBatch();
        }
    }

    private void products(int count) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 1; i <= count; i++) {
                byte[] picture = new byte[random.nextInt(4_000)];
                random.nextBytes(picture);
                insert.setInt(1, i);
                insert.setString(2, String.format(java.util.Locale.ROOT, "SKU-%08d", i));
                insert.setString(3, "Product " + MOODS[i % MOODS.length] + " no. " + i);
                insert.setString(
                        4, BigDecimal.valueOf(random.nextInt(900_000), 2).toPlainString());
                insert.setDouble(5, random.nextInt(4_000) / 7.0);
                insert.setInt(6, i % 11 == 0 ? 0 : 1);
                insert.setBytes(7, i % 4 == 0 ? null : picture);
                add(insert);
            }
            insert.executeBatch();
        }
    }

    private void orders(int count) throws SQLException {
        try (PreparedStatement order = connection.prepareStatement(
                        "INSERT INTO orders (id, customer_id, placed_at, status, total) VALUES (?, ?, ?, ?, ?)");
                PreparedStatement line =
                        connection.prepareStatement("INSERT INTO order_lines VALUES (?, ?, ?, ?, ?)")) {
            for (int i = 1; i <= count; i++) {
                order.setInt(1, i);
                order.setInt(2, 1 + random.nextInt(4_000));
                order.setString(3, moment());
                order.setString(4, i % 3 == 0 ? "shipped" : "new");
                order.setString(
                        5, BigDecimal.valueOf(random.nextInt(2_000_000), 2).toPlainString());
                add(order);
                for (int n = 1; n <= 1 + i % 4; n++) {
                    line.setInt(1, i);
                    line.setInt(2, n);
                    line.setInt(3, 1 + random.nextInt(900));
                    line.setInt(4, 1 + random.nextInt(9));
                    line.setString(
                            5, BigDecimal.valueOf(random.nextInt(90_000), 2).toPlainString());
                    add(line);
                }
            }
            order.executeBatch();
            line.executeBatch();
        }
    }

    private void audit(int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"Audit Log\" VALUES (?, ?, ?)")) {
            for (int i = 1; i <= count; i++) {
                insert.setString(1, moment());
                insert.setString(2, i % 9 == 0 ? null : NAMES[i % NAMES.length]);
                insert.setString(3, "viewed order " + (1 + random.nextInt(12_000)));
                add(insert);
            }
            insert.executeBatch();
        }
    }

    private String moment() {
        return LocalDateTime.of(2024, 1, 1, 0, 0)
                .plusSeconds(random.nextInt(80_000_000))
                .format(SECONDS);
    }

    private void add(PreparedStatement insert) throws SQLException {
        insert.addBatch();
        rows++;
        if (rows % 5_000 == 0) {
            insert.executeBatch();
        }
    }
}
