package io.godwit.db.postgres;

import io.godwit.spi.DatasetName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts other names of tables into statements as PostgreSQL itself writes them about one table: a name counts behind its namespace, and
 * alone where only that of a table can stand. Immutable.
 */
final class PostgresRenames {
    /** Statements about a table in which its name stands where only that of a table can. */
    private static final Set<String> SURE = Set.of(
            "table",
            "partition",
            "sequence owner",
            "column storage",
            "column type",
            "primary key",
            "unique key",
            "exclusion",
            "index",
            "check",
            "order",
            "replica identity",
            "statistics",
            "counter",
            "analysis",
            "index part",
            "foreign key",
            "trigger",
            "row security",
            "policy",
            "comment",
            "grant");

    private static final String NAME = "(?:\"(?:[^\"]|\"\")+\"|[a-z_\\x{80}-\\x{10ffff}][\\w$\\x{80}-\\x{10ffff}]*)";
    /** Words in front of a table, and its name. */
    private static final Pattern PLACE =
            Pattern.compile("(?<lead>\\b(?:TABLE(?: IF EXISTS)?(?: ONLY)?|ON(?: ONLY)?|FROM(?: ONLY)?"
                    + "|REFERENCES|ANALYZE|COLUMN|OWNED BY|PARTITION OF) |\\bINHERITS \\()(?<name>" + NAME + "(?:\\."
                    + NAME + ")?)");
    /** What is no word of the statement. */
    private static final Pattern TEXT = Pattern.compile("E'(?:[^'\\\\]|''|\\\\.)*'|'(?:[^']|'')*'", Pattern.DOTALL);

    private static final String AS_NAME = "::regclass";

    private final Map<DatasetName, DatasetName> names = new HashMap<>();

    /**
     * Renames.
     *
     * @param former the former names by those at the destination
     */
    PostgresRenames(Map<DatasetName, DatasetName> former) {
        former.forEach((now, before) -> names.put(before, now));
    }

    /** Whether names can be put into a kind of statement with certainty. */
    static boolean isSure(String kind) {
        return SURE.contains(kind);
    }

    String rewrite(String sql) {
        if (names.isEmpty()) {
            return sql;
        }
        StringBuilder out = new StringBuilder();
        Matcher text = TEXT.matcher(sql);
        int end = 0;
        while (text.find()) {
            out.append(words(sql.substring(end, text.start())));
            end = text.end();
            boolean isName = sql.startsWith(AS_NAME, end) && text.group().startsWith("'");
            out.append(isName ? asName(text.group()) : text.group());
        }
        return out.append(words(sql.substring(end))).toString();
    }

    private String asName(String text) {
        String name = text.substring(1, text.length() - 1).replace("''", "'");
        DatasetName now = names.get(read(name));
        return now == null ? text : PostgresSql.literal(PostgresSql.name(now));
    }

    private String words(String sql) {
        Matcher place = PLACE.matcher(sql);
        StringBuilder out = new StringBuilder();
        while (place.find()) {
            place.appendReplacement(out, Matcher.quoteReplacement(replaced(place)));
        }
        return place.appendTail(out).toString();
    }

    private String replaced(Matcher place) {
        String lead = place.group("lead");
        DatasetName whole = read(place.group("name"));
        DatasetName now = names.get(whole);
        boolean isColumn = lead.startsWith("COLUMN") || lead.startsWith("OWNED");
        if (now != null) {
            return lead + PostgresSql.name(now);
        }
        // What stands behind the dot is a column.
        now = isColumn && !whole.namespace().isEmpty() ? names.get(DatasetName.of(whole.namespace())) : null;
        return now == null ? place.group() : lead + PostgresSql.name(now) + "." + PostgresSql.name(whole.name());
    }

    private static DatasetName read(String name) {
        int end = wordEnd(name);
        return end == name.length()
                ? DatasetName.of(bare(name))
                : new DatasetName(bare(name.substring(0, end)), bare(name.substring(end + 1)));
    }

    private static int wordEnd(String name) {
        if (!name.startsWith("\"")) {
            int dot = name.indexOf('.');
            return dot < 0 ? name.length() : dot;
        }
        int end = 1;
        while (end < name.length() && (name.charAt(end) != '"' || name.startsWith("\"\"", end))) {
            end += name.charAt(end) == '"' ? 2 : 1;
        }
        return end + 1;
    }

    private static String bare(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }
}
