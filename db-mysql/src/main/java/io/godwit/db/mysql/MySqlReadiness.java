package io.godwit.db.mysql;

import io.godwit.db.mysql.MySqlSession.Server;
import io.godwit.spi.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks whether a server can take a database as it is: rights and settings, each with the way round that is taken where there is one. Changes
 * nothing. One thread at a time.
 */
final class MySqlReadiness {
    /** Below this, cells of a size that web applications have do not fit. */
    private static final long USUAL_PACKET = 16L << 20;

    private static final int TRUSTED_ROLES_MYSQL = 80_000;

    private final Connection connection;
    private final MySqlSession session;
    private final Server server;
    private final String subject;
    private final List<Finding> findings = new ArrayList<>();

    MySqlReadiness(Connection connection, MySqlSession session) {
        this.connection = connection;
        this.session = session;
        this.server = session.server();
        this.subject = session.address().name();
    }

    List<Finding> look() throws SQLException {
        areas();
        loading();
        packets();
        makers();
        connections();
        keys();
        return findings;
    }

    private String setting(String name) throws SQLException {
        return MySqlSession.one(connection, "SELECT @@" + name);
    }

    private boolean isOn(String name) throws SQLException {
        String value = setting(name);
        return value.equals("1") || value.equalsIgnoreCase("ON");
    }

    private void areas() throws SQLException {
        if (!mayCreateAreas()) {
            findings.add(Finding.error(
                    "database.privilege-missing",
                    subject,
                    "The user may not create databases whose names begin with \"godwit_\", and what comes is built"
                            + " in one of these.",
                    "Let the administrator say: GRANT ALL ON `godwit\\_%`.* TO the user; or connect as another."));
        }
    }

    /** Rights that come by way of a role do not stand there; who has one gets the benefit of the doubt. */
    private boolean mayCreateAreas() throws SQLException {
        String granted = "SELECT COUNT(*) FROM (SELECT PRIVILEGE_TYPE FROM information_schema.USER_PRIVILEGES"
                + " WHERE PRIVILEGE_TYPE = 'CREATE' UNION ALL SELECT PRIVILEGE_TYPE FROM"
                + " information_schema.SCHEMA_PRIVILEGES WHERE PRIVILEGE_TYPE = 'CREATE'"
                + " AND 'godwit_a1b2c3d4' LIKE TABLE_SCHEMA) AS granted";
        if (!MySqlSession.one(connection, granted).equals("0")) {
            return true;
        }
        boolean hasRoles = server.isMariaDb() || server.version() >= TRUSTED_ROLES_MYSQL;
        String role = hasRoles ? MySqlSession.one(connection, "SELECT CURRENT_ROLE()") : "";
        return !role.isEmpty() && !role.equals("NONE");
    }

    private void loading() throws SQLException {
        if (!isOn("global.local_infile")) {
            findings.add(Finding.info(
                    "database.no-local-infile",
                    subject,
                    "The server takes no LOAD DATA LOCAL (local_infile is off); rows are loaded with long INSERT"
                            + " statements instead, which takes about twice as long."));
        }
    }

    private void packets() throws SQLException {
        long packet = Long.parseLong(setting("global.max_allowed_packet"));
        if (packet < USUAL_PACKET) {
            findings.add(Finding.warning(
                            "database.packet-small",
                            subject,
                            "The server takes no statement, and so no cell, that is larger than its"
                                    + " max_allowed_packet; a larger one stops the migration.",
                            "Let the administrator raise max_allowed_packet to the size of the largest cell and more"
                                    + " (SET GLOBAL max_allowed_packet = 1073741824).")
                    .withEvidence(packet + " bytes"));
        }
    }

    /** Who may make functions, and things in the name of others. */
    private void makers() throws SQLException {
        if (!MySqlDefiner.maySet(connection)) {
            findings.add(Finding.info(
                    "database.definers-change",
                    subject,
                    "The user may not make things in the name of others; views, routines, triggers and events of other"
                            + " definers are made in its own, each of which is reported."));
            if (isOn("log_bin") && !isOn("global.log_bin_trust_function_creators")) {
                findings.add(Finding.warning(
                        "database.functions-refused",
                        subject,
                        "The server keeps a binary log and does not trust the makers of functions; it refuses"
                                + " triggers, and functions that are not declared harmless, to this user.",
                        "Let the administrator say: SET GLOBAL log_bin_trust_function_creators = 1 (on a"
                                + " managed server a parameter of its group), or make them by hand afterwards;"
                                + " they are reported with their source."));
            }
        }
    }

    private void connections() throws SQLException {
        long most = Long.parseLong(setting("max_connections"));
        long own = Long.parseLong(setting("max_user_connections"));
        long allowed = own == 0 ? most : Math.min(most, own);
        long needed = session.parallelism() + 1L;
        if (allowed < needed) {
            findings.add(Finding.error(
                            "database.few-connections",
                            subject,
                            "The server takes fewer connections than the migration needs.",
                            "Lower transfer.parallelism, or let the administrator raise max_connections or"
                                    + " max_user_connections.")
                    .withEvidence("allowed " + allowed + ", needed " + needed));
        }
    }

    private void keys() throws SQLException {
        if (!server.isMariaDb() && server.version() >= 80_013 && isOn("global.sql_require_primary_key")) {
            findings.add(Finding.warning(
                    "database.keys-required",
                    subject,
                    "The server takes no table without a primary key (sql_require_primary_key).",
                    "Give each table one at the source, leave those without out, or let the administrator switch"
                            + " sql_require_primary_key off."));
        }
    }
}
