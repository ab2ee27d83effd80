package io.godwit.db.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** In whose name something with a body runs. */
final class MySqlDefiner {
    private static final String QUOTED = "(?:`(?:[^`]|``)*`|'[^']*'|\"[^\"]*\")";
    private static final Pattern CLAUSE = Pattern.compile(" DEFINER=(" + QUOTED + ")@(" + QUOTED + ")");

    private MySqlDefiner() {}

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
