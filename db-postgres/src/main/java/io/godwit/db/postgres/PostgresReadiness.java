package io.godwit.db.postgres;

import io.godwit.spi.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks whether a server can take a database as it is: rights, state and settings. Changes nothing. One thread at a time. */
final class PostgresReadiness {
    /** The first that keeps the version of a database's collation. */
    private static final int COLLATION_OF_DATABASE = 150_000;

    private final Connection connection;
    private final PostgresSession session;
    private final String subject;
    private final List<Finding> findings = new ArrayList<>();

    PostgresReadiness(Connection connection, PostgresSession session) {
        this.connection = connection;
        this.session = session;
        this.subject = session.address().name();
    }

    List<Finding> look() throws SQLException {
        writing();
        areas();
        encoding();
        collation();
        connections();
        return findings;
    }

    private String ask(String query) throws SQLException {
        return PostgresSession.one(connection, query);
    }

    private void writing() throws SQLException {
        boolean isStandby = ask("SELECT pg_is_in_recovery()").equals("t");
        if (isStandby || ask("SHOW default_transaction_read_only").equals("on")) {
            findings.add(Finding.error(
                    "database.read-only",
                    subject,
                    isStandby
                            ? "The server follows another one and cannot be written to."
                            : "Transactions of this user in this database are read-only"
                                    + " (default_transaction_read_only).",
                    isStandby
                            ? "Move to the server that it follows, or let the administrator promote this one."
                            : "Let the administrator switch default_transaction_read_only off for the user or the"
                                    + " database."));
        }
        String followers = ask("SHOW synchronous_standby_names");
        if (!followers.isEmpty()) {
            findings.add(Finding.warning(
                            "database.synchronous-standby",
                            subject,
                            "Each commit waits for another server; while that one stands still, so does the migration.",
                            "See that it keeps up, or let the administrator empty synchronous_standby_names while"
                                    + " the migration runs.")
                    .withEvidence(followers));
        }
    }

    private void areas() throws SQLException {
        if (!ask("SELECT has_database_privilege(current_database(), 'CREATE')").equals("t")) {
            findings.add(Finding.error(
                    "database.privilege-missing",
                    subject,
                    "The user may not create schemas in the database \"" + subject
                            + "\", and what comes is built in one of its own.",
                    "Let its owner say: GRANT CREATE ON DATABASE ... TO ..., or connect as another user."));
        }
    }

    private void encoding() throws SQLException {
        String encoding = ask("SHOW server_encoding");
        if (!encoding.equals("UTF8")) {
            findings.add(Finding.warning(
                            "database.encoding-narrow",
                            subject,
                            "The database does not hold all characters; rows with others are refused.",
                            "Make the database anew with ENCODING 'UTF8' TEMPLATE template0, or allow rows to be left"
                                    + " behind (max_rejects).")
                    .withEvidence(encoding));
        }
    }

    /** Indexes of text that were made under other rules than those that hold now give wrong answers. */
    private void collation() throws SQLException {
        if (session.version() < COLLATION_OF_DATABASE) {
            return;
        }
        String made = ask("SELECT coalesce(datcollversion, '') FROM pg_database WHERE datname = current_database()");
        String now =
                ask("SELECT coalesce(pg_database_collation_actual_version(oid), '') FROM pg_database WHERE datname ="
                        + " current_database()");
        if (!made.isEmpty() && !made.equals(now)) {
            findings.add(Finding.warning(
                            "database.collation-changed",
                            subject,
                            "The database was made under other rules of sorting text than the machine has now; indexes"
                                    + " that were made before may be out of order.",
                            "Let the owner say REINDEX DATABASE, then ALTER DATABASE ... REFRESH COLLATION VERSION.")
                    .withEvidence("made under " + made + ", now " + now));
        }
    }

    private void connections() throws SQLException {
        long most = Long.parseLong(ask("SHOW max_connections"));
        long own = Long.parseLong(ask("SELECT rolconnlimit FROM pg_roles WHERE rolname = current_user"));
        long base = Long.parseLong(ask("SELECT datconnlimit FROM pg_database WHERE datname = current_database()"));
        long allowed = Math.min(most, Math.min(own < 0 ? most : own, base < 0 ? most : base));
        if (allowed < 3) {
            findings.add(Finding.error(
                            "database.few-connections",
                            subject,
                            "The server takes fewer connections than the migration needs.",
                            "Let the administrator raise max_connections, or the limit of the user or the database"
                                    + " (ALTER ROLE ... CONNECTION LIMIT).")
                    .withEvidence("allowed " + allowed + ", needed 3 at least"));
        }
    }
}
