package io.godwit.db.mysql;

import io.godwit.spi.Location;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In whose name something with a body runs. */
final class MySqlDefiner {
    private static final String QUOTED = "(?:`(?:[^`]|``)*`|'[^']*'|\"[^\"]*\")";
    private static final Pattern CLAUSE = Pattern.compile(" DEFINER=(" + QUOTED + ")@(" + QUOTED + ")");

    /** Setting of a destination: {@code keep}, {@code self}, or {@code user@host}. */
    static final String DEFINERS = "definers";

    private static final Pattern ACCOUNT = Pattern.compile("([^@]{1,128})@([^@]{1,255})");

    private MySqlDefiner() {}

    /** Fails where the setting is none. */
    static void check(Location location) {
        String wanted = location.setting(DEFINERS).orElse("keep");
        boolean isOne = wanted.equals("keep")
                || wanted.equals("self")
                || ACCOUNT.matcher(wanted).matches();
        if (!isOne) {
            throw MySqlAddress.bad(
                    location,
                    "location.bad-setting",
                    "has \"" + wanted + "\" for definers, which is keep, self or user@host");
        }
    }

    /** The statement as the destination wants its definer. */
    static String wanted(String statement, Location location) {
        String wanted = location.setting(DEFINERS).orElse("keep");
        Matcher account = ACCOUNT.matcher(wanted);
        if (account.matches()) {
            return with(statement, account.group(1), account.group(2));
        }
        return wanted.equals("self") ? without(statement) : statement;
    }

    /** The definer that stands in a statement, as {@code user@host}. */
    static Optional<String> of(String statement) {
        Matcher clause = CLAUSE.matcher(statement);
        return clause.find() ? Optional.of(plain(clause.group(1)) + "@" + plain(clause.group(2))) : Optional.empty();
    }

    private static String plain(String quoted) {
        String inner = quoted.substring(1, quoted.length() - 1);
        return quoted.startsWith("`") ? inner.replace("``", "`") : inner;
    }

    /** The statement without a definer, so that whoever runs it becomes that. */
    static String without(String statement) {
        return CLAUSE.matcher(statement).replaceFirst("");
    }

    /** The statement with another definer, where it names one. */
    static String with(String statement, String user, String host) {
        String clause = " DEFINER=" + MySqlSql.name(user) + "@" + MySqlSql.name(host);
        return CLAUSE.matcher(statement).replaceFirst(Matcher.quoteReplacement(clause));
    }

    /** Whether the user may make things in the name of others. A right by way of a role does not count: it may be off when it is needed. */
    static boolean maySet(Connection connection) throws SQLException {
        String rights = "SELECT COUNT(*) FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE IN"
                + " ('SUPER', 'SET USER', 'SET_USER_ID', 'SET_ANY_DEFINER')";
        return !MySqlSession.one(connection, rights).equals("0");
    }
}
