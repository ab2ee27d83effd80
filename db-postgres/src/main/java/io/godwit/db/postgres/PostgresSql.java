package io.godwit.db.postgres;

import io.godwit.relational.SqlDialect;
import io.godwit.spi.DatasetName;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How PostgreSQL writes names and text. */
final class PostgresSql {
    private static final SqlDialect DIALECT = SqlDialect.POSTGRES;
    private static final char OPEN = '\u27e6';
    private static final char CLOSE = '\u27e7';
    private static final Pattern PLACE = Pattern.compile(OPEN + "('?)(.*?)\\1" + CLOSE, Pattern.DOTALL);

    private PostgresSql() {}

    static String name(String name) {
        return DIALECT.identifier(name);
    }

    static String names(List<String> names) {
        return DIALECT.identifiers(names);
    }

    static String name(String schema, String name) {
        return DIALECT.qualified(schema, name);
    }

    static String name(DatasetName name) {
        return DIALECT.qualified(name);
    }

    static String literal(String text) {
        return DIALECT.literal(text);
    }

    /**
     * Stands in a definition for the schema that takes the place of a namespace, which is known only when the definition is run.
     * The brackets occur nowhere else in a definition: what else holds one is written in another way, or refused.
     */
    static String place(String namespace) {
        return OPEN + namespace + CLOSE;
    }

    /** The same as text in quotes, for functions that take names as text. */
    static String placeText(String namespace) {
        return OPEN + "'" + namespace + "'" + CLOSE;
    }

    /** Whether text can stand in a definition without being taken for a place. */
    static boolean isClear(String sql) {
        return sql.indexOf(OPEN) < 0 && sql.indexOf(CLOSE) < 0;
    }

    /** Puts schemas in for their places. */
    static String fill(String definition, UnaryOperator<String> schemas) {
        Matcher place = PLACE.matcher(definition);
        return place.replaceAll(found -> {
            String schema = name(schemas.apply(found.group(2)));
            return Matcher.quoteReplacement(found.group(1).isEmpty() ? schema : literal(schema));
        });
    }
}
