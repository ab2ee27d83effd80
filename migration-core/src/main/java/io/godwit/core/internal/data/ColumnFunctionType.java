package io.godwit.core.internal.data;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Changes the texts in columns by functions with names: {@value #ID}. */
public final class ColumnFunctionType implements TransformType {
    /** Its id. */
    public static final String ID = "core:column-functions";

    /**
     * What to change.
     *
     * @param columns functions by column, {@code table.column} or {@code namespace.table.column}, {@code *} for any part of a name
     */
    record Functions(Map<String, String> columns) {
        Functions {
            columns = Collections.unmodifiableMap(new TreeMap<>(columns));
        }
    }

    /**
     * What a transform of a plugin is told.
     *
     * @param columns which columns it is wanted for
     */
    private record Wanted(List<String> columns) {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Transform open(TypedData data) {
        Functions functions = StepJson.read(data, Functions.class);
        functions.columns().values().forEach(ColumnFunctionType::check);
        return new ColumnFunctions(functions);
    }

    /**
     * Makes the data of transforms: of ours for functions that are named by a word, and of a plugin's for those that are named by the id
     * of its {@link TransformType}, which has a colon, as {@code {"columns": ["table.column"]}}.
     *
     * @param columns functions by column
     * @return the data, in order
     * @throws MigrationException CONFIGURATION, {@code transform.bad-data}
     */
    public static List<TypedData> data(Map<String, String> columns) {
        Map<String, String> ours = new TreeMap<>();
        Map<String, List<String>> theirs = new TreeMap<>();
        columns.forEach((column, function) -> {
            if (function.contains(":")) {
                theirs.computeIfAbsent(function, f -> new java.util.ArrayList<>())
                        .add(column);
            } else {
                check(function);
                ours.put(column, function);
            }
        });
        Stream<TypedData> own = ours.isEmpty() ? Stream.empty() : Stream.of(StepJson.data(ID, 1, new Functions(ours)));
        return Stream.concat(
                        own,
                        theirs.entrySet().stream()
                                .map(each -> StepJson.data(each.getKey(), 1, new Wanted(each.getValue()))))
                .toList();
    }

    static Function check(String word) {
        for (Function function : Function.values()) {
            if (function.word().equals(word)) {
                return function;
            }
        }
        throw MigrationException.of(
                        ErrorCategory.CONFIGURATION, "transform.bad-data", "there is no function \"" + word + "\"")
                .subject(word)
                .remedy("Write one of " + String.join(", ", words()) + ", or the id of a plugin's transform.")
                .build();
    }

    /**
     * The functions that are there without a plugin.
     *
     * @return their words, in order
     */
    public static List<String> words() {
        return Stream.of(Function.values()).map(Function::word).collect(Collectors.toUnmodifiableList());
    }

    /** What can be done to a text. */
    enum Function {
        /** Takes white space off both ends. */
        TRIM,
        /** Small letters, in no language. */
        LOWER,
        /** Capital letters, in no language. */
        UPPER,
        /** Nothing in place of a text without characters. */
        EMPTY_TO_NULL,
        /** A text without characters in place of nothing. */
        NULL_TO_EMPTY,
        /** One line end for all: a line feed. */
        UNIX_LINES;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
