package io.godwit.db.mysql;

import io.godwit.relational.SqlDialect;
import io.godwit.spi.DatasetName;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How MySQL writes names and text. */
final class MySqlSql {
    private static final SqlDialect DIALECT = SqlDialect.MYSQL;
    private static final char OPEN = '\u27e6';
    private static final char CLOSE = '\u27e7';
    private static final Pattern PLACE = Pattern.compile(OPEN + "(.*?)" + CLOSE, Pattern.DOTALL);

    private MySqlSql() {}

    static String name(String name) {
        return DIALECT.identifier(name);
    }

    static String names(List<String> names) {
        return DIALECT.identifiers(names);
    }

    static String name(String schema, String name) {
        return DIALECT.qualified(schema, name);
    }

    static String literal(String text) {
        return DIALECT.literal(text);
    }

    /**
     * Stands in a definition for the database that takes the place of a namespace, which is known only when the definition is run.
     * The brackets occur nowhere else in a definition: what else holds one is refused.
     */
    static String place(String namespace) {
        return OPEN + namespace + CLOSE;
    }

    static String place(DatasetName name) {
        return place(name.namespace()) + "." + name(name.name());
    }

    /** Whether text can stand in a definition without being taken for a place. */
    static boolean isClear(String sql) {
        return sql.indexOf(OPEN) < 0 && sql.indexOf(CLOSE) < 0;
    }

    /** Puts databases in for their places. */
    static String fill(String definition, UnaryOperator<String> databases) {
        Matcher place = PLACE.matcher(definition);
        return place.replaceAll(found -> Matcher.quoteReplacement(name(databases.apply(found.group(1)))));
    }
}
