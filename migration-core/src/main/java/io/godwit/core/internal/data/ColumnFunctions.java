package io.godwit.core.internal.data;

import io.godwit.core.internal.data.ColumnFunctionType.Function;
import io.godwit.core.internal.data.ColumnFunctionType.Functions;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes texts by functions that know nothing but the text. Thread-safe. */
final class ColumnFunctions implements Transform {
    private final Functions functions;

    ColumnFunctions(Functions functions) {
        this.functions = functions;
    }

    @Override
    public String describe() {
        return "changes "
                + functions.columns().entrySet().stream()
                        .map(each -> each.getKey() + " (" + each.getValue() + ")")
                        .collect(Collectors.joining(", "));
    }

    private @Nullable Function function(Dataset dataset, DataColumn column) {
        for (Map.Entry<String, String> each : functions.columns().entrySet()) {
            if (new NameGlob(each.getKey()).takes(dataset.name(), column.name())) {
                return ColumnFunctionType.check(each.getValue());
            }
        }
        return null;
    }

    @Override
    public Optional<CellRewriter> rewrite(Dataset dataset) {
        @Nullable Function[] wanted = new Function[dataset.columns().size()];
        boolean any = false;
        for (int c = 0; c < wanted.length; c++) {
            DataColumn column = dataset.columns().get(c);
            wanted[c] = function(dataset, column);
            any |= wanted[c] != null;
            if (wanted[c] != null && column.type().kind() != Kind.TEXT) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "transform.function-impossible",
                                "the column \"" + column.name() + "\" of \"" + dataset.name() + "\" ("
                                        + column.type().kind() + ") holds no text for \"" + wanted[c].word() + "\"")
                        .subject(dataset.name() + "." + column.name())
                        .remedy("Name a column of text, or the transform of a plugin.")
                        .build();
            }
        }
        return any ? Optional.of((from, to) -> rewrite(wanted, from, to)) : Optional.empty();
    }

    private static void rewrite(@Nullable Function[] wanted, CellBlock from, CellBlock to) {
        for (int row = 0; row < from.rows(); row++) {
            for (int c = 0; c < wanted.length; c++) {
                Function function = wanted[c];
                boolean isNull = from.isNull(row, c);
                int length = isNull ? 0 : from.length(row, c);
                if (isNull && function != Function.NULL_TO_EMPTY) {
                    to.addNull();
                } else if (function == Function.EMPTY_TO_NULL && length == 0) {
                    to.addNull();
                } else if (function == null || function == Function.EMPTY_TO_NULL || length == 0) {
                    to.add(from.data(), isNull ? 0 : from.start(row, c), length);
                } else {
                    String text = new String(from.data(), from.start(row, c), length, StandardCharsets.UTF_8);
                    byte[] changed = changed(function, text).getBytes(StandardCharsets.UTF_8);
                    to.add(changed, 0, changed.length);
                }
            }
        }
    }

    private static String changed(Function function, String text) {
        return switch (function) {
            case TRIM -> text.strip();
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case UNIX_LINES -> text.replace("\r\n", "\n").replace('\r', '\n');
            case EMPTY_TO_NULL, NULL_TO_EMPTY -> text;
        };
    }
}
