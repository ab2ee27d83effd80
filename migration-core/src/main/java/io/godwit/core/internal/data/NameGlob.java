package io.godwit.core.internal.data;

import io.godwit.spi.DatasetName;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of tables and columns in which stars stand for any part, in any case. Immutable. */
final class NameGlob {
    private final Pattern pattern;

    NameGlob(String glob) {
        pattern = Pattern.compile(
                Stream.of(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    /** Whether a table is meant, by its name as the source writes it. */
    boolean takes(DatasetName table) {
        return pattern.matcher(table.toString()).matches();
    }

    /** Whether a column is meant, with its table, which may stand with or without its namespace. */
    boolean takes(DatasetName table, String column) {
        String name = table.name() + "." + column;
        return pattern.matcher(name).matches()
                || pattern.matcher(table.namespace() + "." + name).matches();
    }
}
