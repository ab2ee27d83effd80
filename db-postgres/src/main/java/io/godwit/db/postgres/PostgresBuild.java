package io.godwit.db.postgres;

import io.godwit.relational.ChunkBook.Move;
import io.godwit.relational.SqlErrors;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/** Makes things in the area, each with its entry in the book in one transaction. Immutable. */
final class PostgresBuild {
    private static final String TOO_LONG_FOR_INDEX = "54000";
    private static final String REFERS_TO_NOTHING = "23503";
    private static final String NOT_UNIQUE = "23505";
    private static final String WRONG_OBJECT = "42809";
    private static final String SORT_MEMORY = "128MB";

    private final PostgresArea area;
    private final WorkContext context;

    PostgresBuild(PostgresArea area, WorkContext context) {
        this.area = area;
        this.context = context;
    }

    void apply(SchemaChange change, WriteToken token) {
        String subject = change.object().toString();
        area.write("making " + change.id(), subject, token, connection -> {
            if (!area.book().isMade(connection, change.id())) {
                if (!change.object().namespace().isEmpty()) {
                    area.createSchema(connection, area.shadow(change.object().namespace()));
                }
                make(connection, change);
                area.book().addMade(connection, change.id());
            }
            return change;
        });
    }

    private void make(Connection connection, SchemaChange change) throws SQLException {
        String schema = area.finalSchema(connection, "");
        String definition = PostgresSql.fill(change.definition(), area::shadow);
        if (definition.startsWith("CREATE EXTENSION ")) {
            // It is for all who use the database, so it does not live in the shadow.
            definition =
                    definition.replace(" SCHEMA " + PostgresDefinitions.FINAL, " SCHEMA " + PostgresSql.name(schema));
        }
        if (change.id().startsWith("range type ")) {
            rangeType(connection, change, definition, schema);
            return;
        }
        // Names that stand alone are those of what is built, and else of what is there.
        PostgresSession.execute(
                connection,
                "SET LOCAL check_function_bodies = off; SET LOCAL search_path = " + PostgresSql.name(area.shadow(""))
                        + ", " + PostgresSql.name(schema));
        PostgresSession.execute(connection, "SET LOCAL maintenance_work_mem = '" + SORT_MEMORY + "'");
        Savepoint before = connection.setSavepoint();
        try {
            boolean isKey = change.phase() == Phase.RELATIONS
                    && definition.startsWith("ALTER TABLE")
                    && definition.contains(" FOREIGN KEY (")
                    && !definition.endsWith(" NOT VALID");
            if (isKey) {
                foreignKey(connection, change, definition);
            } else {
                PostgresSession.execute(connection, definition);
            }
        } catch (SQLException e) {
            connection.rollback(before);
            if (!isBearable(e, change, definition)) {
                throw failed(e, change);
            }
        }
    }

    /**
     * A type of ranges brings functions along that belong to the server's owner and cannot be moved; so it is made where it stays, if
     * it is not there yet.
     */
    private void rangeType(Connection connection, SchemaChange change, String definition, String schema)
            throws SQLException {
        DatasetName name = change.object();
        String there = area.finalSchema(connection, name.namespace());
        String quoted = PostgresSql.name(there, name.name());
        boolean isThere = PostgresSession.one(
                        connection, "SELECT to_regtype(" + PostgresSql.literal(quoted) + ") IS NOT NULL")
                .equals("t");
        if (isThere) {
            return;
        }
        if (!there.equals(schema)) {
            PostgresSession.execute(connection, "CREATE SCHEMA IF NOT EXISTS " + PostgresSql.name(there));
        }
        PostgresSession.execute(
                connection,
                "SET LOCAL search_path = " + PostgresSql.name(there) + ", " + PostgresSql.name(area.shadow("")) + ", "
                        + PostgresSql.name(schema));
        PostgresSession.execute(
                connection, "CREATE TYPE " + quoted + definition.substring(definition.indexOf(" AS RANGE")));
        area.book().addMove(connection, new Move(name, name, PostgresSwitch.MADE + "TYPE"));
    }

    /** A key is made first and held against the rows then, so that rows without a counterpart cost only that. */
    private void foreignKey(Connection connection, SchemaChange change, String definition) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            PostgresSession.execute(connection, definition + " NOT VALID");
        } catch (SQLException e) {
            if (!SqlErrors.state(e).equals(WRONG_OBJECT)) {
                throw e;
            }
            // Tables in partitions take only keys that hold.
            connection.rollback(before);
            PostgresSession.execute(connection, definition);
            return;
        }
        String head = definition.substring(0, definition.indexOf(" FOREIGN KEY ("));
        Savepoint unchecked = connection.setSavepoint();
        try {
            PostgresSession.execute(connection, head.replaceFirst(" ADD CONSTRAINT ", " VALIDATE CONSTRAINT "));
        } catch (SQLException e) {
            if (!SqlErrors.state(e).equals(REFERS_TO_NOTHING)) {
                throw e;
            }
            connection.rollback(unchecked);
            context.progress()
                    .report(Finding.warning(
                            "schema.foreign-key-not-valid",
                            change.object().toString(),
                            "rows refer to rows that are not there; the foreign key holds for new rows only"
                                    + " (NOT VALID)",
                            "Correct the rows, then ALTER TABLE ... VALIDATE CONSTRAINT."));
        }
    }

    /** An index that only makes queries fast, and that no index of PostgreSQL can be: its values are too long. */
    private boolean isBearable(SQLException failure, SchemaChange change, String definition) {
        if (!SqlErrors.state(failure).equals(TOO_LONG_FOR_INDEX) || !definition.startsWith("CREATE INDEX")) {
            return false;
        }
        context.progress()
                .report(Finding.warning(
                        "schema.index-too-wide",
                        change.object().toString(),
                        "values are too long for an index of PostgreSQL (2704 bytes); " + change.id() + " is left out",
                        "Make an index over the beginning or over a hash of the values where queries need it."));
        return true;
    }

    private static MigrationException failed(SQLException failure, SchemaChange change) {
        String state = SqlErrors.state(failure);
        MigrationException known = PostgresErrors.of(
                failure, "making " + change.id(), change.object().toString());
        boolean ours = known.category() == ErrorCategory.TRANSFER && !known.isRetryable() && !state.equals("53100");
        if (!ours) {
            return known;
        }
        boolean twice = state.equals(NOT_UNIQUE);
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "database.ddl-failed",
                        "making " + change.id() + " failed" + (twice ? ": rows agree on what must be unique" : ""))
                .subject(change.object().toString())
                .remedy(
                        twice
                                ? "Correct the rows at the source; a source may take text for unequal that the"
                                        + " destination takes for equal."
                                : "Look at the cause and the definition in the plan.")
                .cause(known.getCause() == null ? known : new SQLException(known.getMessage(), state, known.getCause()))
                .build();
    }
}
