package io.godwit.db.mysql;

import io.godwit.relational.ChunkBook;
import io.godwit.relational.SqlPool;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A shadow: a database for the tables that are built, one for what is moved aside, and one for the book.
 *
 * <p>Definitions are no part of a transaction here. So whoever defines something in the area holds one of a few named locks; a runner
 * that takes over raises the fence first and then ends whoever holds one, and nobody who comes later passes the fence.
 */
final class MySqlArea {
    static final String OPEN_MARK = "is_open";
    static final String SWITCHED_MARK = "is_switched";
    private static final int LOCKS = 16;
    private static final int LOCK_SECONDS = 60;

    private final MySqlSession session;
    private final WriteArea area;
    private final ChunkBook book;

    MySqlArea(MySqlSession session, WriteArea area) {
        this.session = session;
        this.area = area;
        this.book = new ChunkBook(new Book(bookDatabase()));
    }

    /** How the book is written in MySQL. */
    private record Book(String database) implements ChunkBook.Dialect {
        @Override
        public String table(String name) {
            return MySqlSql.name(database, name);
        }

        /** Names of tables may differ in case alone, and of three in a key each has its share of 3072 bytes. */
        @Override
        public String text() {
            return "varchar(250) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
        }

        @Override
        public String share() {
            return "LOCK IN SHARE MODE";
        }

        @Override
        public String exclusive() {
            return "FOR UPDATE";
        }
    }

    WriteArea area() {
        return area;
    }

    ChunkBook book() {
        return book;
    }

    MySqlSession session() {
        return session;
    }

    String bookDatabase() {
        return area.name() + "_book";
    }

    /** The database to which tables are moved aside. */
    String oldDatabase() {
        return area.name() + "_old";
    }

    /** The database that a namespace means, once it is switched in. */
    String finalDatabase(String namespace) {
        String wanted = namespace.isEmpty() ? area.namespace() : namespace;
        return wanted.isEmpty() ? session.address().database() : wanted;
    }

    String shadow(DatasetName name) {
        return MySqlSql.name(area.name(), name.name());
    }

    /** Makes the databases and the book, and raises the fence; what is under way with a smaller one is ended. */
    void open(WriteToken token) {
        session.with("opening the area", area.name(), connection -> {
            for (String database : List.of(bookDatabase(), area.name(), oldDatabase())) {
                create(connection, database);
            }
            book.create(connection, area);
            boolean marked = isThere(connection, bookDatabase(), OPEN_MARK)
                    || isThere(connection, bookDatabase(), SWITCHED_MARK);
            if (!marked) {
                MySqlSession.execute(
                        connection,
                        "CREATE TABLE IF NOT EXISTS " + MySqlSql.name(bookDatabase(), OPEN_MARK)
                                + " (id int PRIMARY KEY) COMMENT = "
                                + MySqlSql.literal("Godwit area of session " + area.session()));
            }
            MySqlSession.execute(
                    connection,
                    "CREATE TABLE IF NOT EXISTS " + MySqlSql.name(bookDatabase(), "later")
                            + " (number int PRIMARY KEY AUTO_INCREMENT, id varchar(250) CHARACTER SET utf8mb4 COLLATE"
                            + " utf8mb4_bin NOT NULL, kind varchar(20) NOT NULL, name varchar(64) CHARACTER SET"
                            + " utf8mb4 NOT NULL, definition longtext CHARACTER SET utf8mb4 NOT NULL, made int NOT"
                            + " NULL DEFAULT 0) ENGINE = InnoDB");
            return area;
        });
        raise(token);
    }

    private void create(Connection connection, String database) throws SQLException {
        if (databases(connection, database).isEmpty()) {
            try {
                MySqlSession.execute(
                        connection,
                        "CREATE DATABASE IF NOT EXISTS " + MySqlSql.name(database) + " CHARACTER SET utf8mb4");
            } catch (SQLException e) {
                if (MySqlErrors.number(e) == 1044) {
                    throw noRight();
                }
                throw e;
            }
        }
    }

    private MigrationException noRight() {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.privilege-missing",
                        "the user may not make the database \"" + area.name()
                                + "\", in which tables are built until they" + " are switched in")
                .subject(area.name())
                .remedy("Let the administrator run: GRANT ALL ON `godwit\\_%`.* TO the user; and to let tables be read"
                        + " by several connections: GRANT RELOAD ON *.*.")
                .build();
    }

    private static List<String> databases(Connection connection, String name) throws SQLException {
        return MySqlRows.list(
                connection,
                r -> r.text(1),
                "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ?",
                name);
    }

    private void raise(WriteToken token) {
        session.inTransaction("raising the fence", area.name(), connection -> {
            book.raise(connection, token);
            return token;
        });
        session.with("ending what an earlier runner left", area.name(), connection -> {
            for (int i = 0; i < LOCKS; i++) {
                String holder = MySqlSession.one(connection, "SELECT IS_USED_LOCK(" + lock(i) + ")");
                if (!holder.isEmpty()) {
                    end(connection, holder);
                }
            }
            return token;
        });
    }

    private static void end(Connection connection, String holder) throws SQLException {
        try {
            MySqlSession.execute(connection, "KILL " + Long.parseLong(holder));
        } catch (SQLException e) {
            int noSuchThread = 1094;
            if (MySqlErrors.number(e) != noSuchThread) {
                throw e;
            }
        }
    }

    private String lock(int number) {
        return MySqlSql.literal(area.name() + "/" + number);
    }

    /** Whether the area is there. */
    boolean exists() {
        return session.with(
                "looking for the area", area.name(), connection -> isThere(connection, bookDatabase(), "fence"));
    }

    static boolean isThere(Connection connection, String database, String table) throws SQLException {
        return !MySqlRows.list(
                        connection,
                        r -> r.text(1),
                        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?",
                        database,
                        table)
                .isEmpty();
    }

    /** Whether the tables have their final names: a mark changes its name in the same statement as they do. */
    boolean isSwitched(Connection connection) throws SQLException {
        return isThere(connection, bookDatabase(), SWITCHED_MARK);
    }

    /**
     * Does work on behalf of a token in one transaction: refused where the fence is higher, and not committed where it was raised
     * meanwhile.
     */
    <T> T write(String action, String subject, WriteToken token, SqlPool.Work<T> work) {
        admit(action, token);
        return session.inTransaction(action, subject, connection -> {
            T result = work.on(connection);
            book.hold(connection, token);
            return result;
        });
    }

    /** The same on a connection of the caller, who turns failures into what they mean. */
    <T> T writeOn(Connection connection, WriteToken token, SqlPool.Work<T> work) throws SQLException {
        return SqlPool.inTransaction(connection, c -> {
            T result = work.on(c);
            book.hold(c, token);
            return result;
        });
    }

    /** Does work that defines things, each of which is committed by itself. */
    <T> T define(String action, String subject, String lockName, WriteToken token, SqlPool.Work<T> work) {
        admit(action, token);
        return session.with(action, subject, connection -> {
            String lock = lock(Math.floorMod(lockName.hashCode(), LOCKS));
            String got = MySqlSession.one(connection, "SELECT GET_LOCK(" + lock + ", " + LOCK_SECONDS + ")");
            if (!got.equals("1")) {
                throw new SQLException("others define something in the area", "55P03", 1205);
            }
            try {
                // From here on whoever raises the fence ends this connection.
                book.hold(connection, token);
                return work.on(connection);
            } finally {
                release(connection, lock);
            }
        });
    }

    /**
     * What a program of the server's says before it writes into the area: it holds one of the locks, and ends with an error where the
     * fence is not that of the token.
     */
    String heldBy(WriteToken token) {
        String taken = "SET @godwit_taken = GET_LOCK(" + lock(LOCKS - 1) + ", " + LOCK_SECONDS + ");\n";
        // What is no statement is an error, at which the program ends.
        String held = "SET @godwit_held = (SELECT IF(@godwit_taken = 1 AND fence = " + token.fence()
                + ", 'DO 1', 'another runner has taken over') FROM " + MySqlSql.name(bookDatabase(), "fence")
                + " WHERE id = 1);\nPREPARE godwit_held FROM @godwit_held;\nEXECUTE godwit_held;\n";
        return taken + held + "SET SESSION foreign_key_checks = 0, unique_checks = 0;";
    }

    private static void release(Connection connection, String lock) throws SQLException {
        if (connection.isValid(5)) {
            MySqlSession.one(connection, "SELECT RELEASE_LOCK(" + lock + ")");
        }
    }

    /** Fails where the fence is higher than the token's; raises it where it is smaller. */
    void admit(String action, WriteToken token) {
        try (Connection connection = session.borrow()) {
            if (book.admits(connection, token)) {
                return;
            }
        } catch (SQLException e) {
            throw MySqlErrors.isMissing(e)
                    ? MySqlErrors.areaMissing(area.name())
                    : MySqlErrors.of(e, action, area.name());
        }
        raise(token);
    }
}
