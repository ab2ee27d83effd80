package io.godwit.db.postgres;

import io.godwit.relational.ChunkBook;
import io.godwit.relational.SqlPool;
import io.godwit.spi.DatasetName;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A shadow: a schema for the tables that are built, one for what is moved aside, and one for the book. A further namespace of the
 * source has schemas of its own, told by its name behind a dollar sign. Immutable; thread-safe.
 */
final class PostgresArea {
    private static final String LOCK_TIMEOUT = "60s";

    private final PostgresSession session;
    private final WriteArea area;
    private final ChunkBook book;

    PostgresArea(PostgresSession session, WriteArea area) {
        this.session = session;
        this.area = area;
        this.book = new ChunkBook(new Book(bookSchema()));
    }

    /** How the book is written in PostgreSQL. */
    private record Book(String schema) implements ChunkBook.Dialect {
        @Override
        public String table(String name) {
            return PostgresSql.name(schema, name);
        }

        @Override
        public String text() {
            return "text";
        }

        @Override
        public String share() {
            return "FOR SHARE";
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

    String bookSchema() {
        return area.name() + "_book";
    }

    /** The schema in which what has the final namespace is built. */
    String shadow(String namespace) {
        return area.name() + suffix(namespace);
    }

    /** The schema to which what has the final namespace is moved aside. */
    String old(String namespace) {
        return area.name() + "_old" + suffix(namespace);
    }

    private String suffix(String namespace) {
        return namespace.isEmpty() || namespace.equals(area.namespace()) ? "" : "$" + namespace;
    }

    String shadow(DatasetName name) {
        return PostgresSql.name(shadow(name.namespace()), name.name());
    }

    /** The schema that a namespace means, once it is switched in. */
    String finalSchema(Connection connection, String namespace) throws SQLException {
        if (!namespace.isEmpty()) {
            return namespace;
        }
        return area.namespace().isEmpty()
                ? PostgresSession.one(connection, "SELECT current_schema()")
                : area.namespace();
    }

    /** Makes the schemas and the book, and raises the fence; what is under way with a smaller one is ended. */
    void open(WriteToken token) {
        session.inTransaction("opening the area", area.name(), connection -> {
            limit(connection, token);
            for (String schema : new String[] {bookSchema(), area.name(), area.name() + "_old"}) {
                createSchema(connection, schema);
            }
            book.create(connection, area);
            return area;
        });
        raise(token);
    }

    void createSchema(Connection connection, String schema) throws SQLException {
        boolean there = PostgresSession.one(
                        connection, "SELECT count(*) FROM pg_namespace WHERE nspname = " + PostgresSql.literal(schema))
                .equals("1");
        if (!there) {
            PostgresSession.execute(connection, "CREATE SCHEMA " + PostgresSql.name(schema));
            PostgresSession.execute(
                    connection,
                    "COMMENT ON SCHEMA " + PostgresSql.name(schema) + " IS "
                            + PostgresSql.literal(PostgresCatalog.AREA_COMMENT + " of session " + area.session()));
        }
    }

    private void raise(WriteToken token) {
        endOlder(token);
        session.inTransaction("raising the fence", area.name(), connection -> {
            limit(connection, token);
            book.raise(connection, token);
            return token;
        });
        endOlder(token);
    }

    /** Ends the sessions of runners before this one: they would only hold locks, their commits fail anyhow. */
    private void endOlder(WriteToken token) {
        session.with("ending what an earlier runner left", area.name(), connection -> {
            String query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
                    + " AND application_name ~ " + PostgresSql.literal("^godwit " + area.name() + " [0-9]+$")
                    + " AND split_part(application_name, ' ', 3)::numeric < " + token.fence();
            return PostgresSession.one(connection, query);
        });
    }

    /** How the server shows what the present runner does in the area: a reader that stands still holds up the switch, too. */
    String nameOfRunner(Connection connection) throws SQLException {
        return nameOf(book.fence(connection));
    }

    String nameOf(long fence) {
        return "godwit " + area.name() + " " + fence;
    }

    private void limit(Connection connection, WriteToken token) throws SQLException {
        PostgresSession.execute(
                connection,
                "SET LOCAL application_name = " + PostgresSql.literal(nameOf(token.fence()))
                        + "; SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
    }

    /** Whether the area is there. */
    boolean exists() {
        return session.with(
                "looking for the area", area.name(), connection -> isThere(connection, bookSchema(), "fence"));
    }

    static boolean isThere(Connection connection, String schema, String table) throws SQLException {
        return PostgresSession.one(
                        connection,
                        "SELECT to_regclass(" + PostgresSql.literal(PostgresSql.name(schema, table)) + ") IS NOT NULL")
                .equals("t");
    }

    /** Work in the area within one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Does work on behalf of a token in one transaction: refused where the fence is higher, and not committed where it was raised
     * meanwhile.
     */
    <T> T write(String action, String subject, WriteToken token, Work<T> work) {
        admit(action, token);
        return session.inTransaction(action, subject, connection -> {
            limit(connection, token);
            T result = work.on(connection);
            book.hold(connection, token);
            return result;
        });
    }

    /** Work that takes the book away with the rest, so the fence is held from its beginning. */
    <T> T remove(String action, WriteToken token, Work<T> work) {
        admit(action, token);
        return session.inTransaction(action, area.name(), connection -> {
            limit(connection, token);
            book.hold(connection, token);
            return work.on(connection);
        });
    }

    /** The same on a connection of the caller, who turns failures into what they mean. */
    <T> T writeOn(Connection connection, WriteToken token, Work<T> work) throws SQLException {
        return SqlPool.inTransaction(connection, c -> {
            limit(c, token);
            T result = work.on(c);
            book.hold(c, token);
            return result;
        });
    }

    /** Fails where the fence is higher than the token's; raises it where it is smaller. */
    void admit(String action, WriteToken token) {
        try (Connection connection = session.pool().borrow()) {
            if (book.admits(connection, token)) {
                return;
            }
        } catch (SQLException e) {
            throw PostgresErrors.isMissing(e)
                    ? PostgresErrors.areaMissing(area.name())
                    : PostgresErrors.of(e, action, area.name());
        }
        raise(token);
    }
}
