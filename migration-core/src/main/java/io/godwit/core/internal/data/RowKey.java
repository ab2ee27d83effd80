package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.LogicalType.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Tells people which row is meant, by its key: where that is nobody's name, address or the like. */
final class RowKey {
    /** Keys that may be shown. */
    static final Set<Kind> PLAIN = Set.of(
            Kind.INTEGER,
            Kind.DECIMAL,
            Kind.DATE,
            Kind.TIME,
            Kind.TIMESTAMP,
            Kind.TIMESTAMP_WITH_ZONE,
            Kind.UUID,
            Kind.BOOLEAN);

    private RowKey() {}

    /**
     * The key of a row.
     *
     * @param table whose row
     * @param block holds it
     * @param row its number in the block
     * @return for instance {@code " (id 17)"}, or an empty string where there is no key that may be shown
     */
    static String of(Dataset table, CellBlock block, int row) {
        List<String> parts = new ArrayList<>();
        for (String column : table.key()) {
            for (int c = 0; c < table.columns().size(); c++) {
                if (table.columns().get(c).name().equals(column)
                        && PLAIN.contains(table.columns().get(c).type().kind())
                        && !block.isNull(row, c)) {
                    parts.add(column + " "
                            + new String(
                                    block.data(), block.start(row, c), block.length(row, c), StandardCharsets.UTF_8));
                }
            }
        }
        return parts.isEmpty() || parts.size() < table.key().size() ? "" : " (" + String.join(", ", parts) + ")";
    }
}
