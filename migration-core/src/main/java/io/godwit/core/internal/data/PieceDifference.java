package io.godwit.core.internal.data;

import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A piece of a table that is not at the target as it was sent.
 *
 * @param table which table
 * @param partition which piece, as the source cut it
 * @param sent rows that were sent
 * @param found rows that are there
 */
record PieceDifference(MovedTable table, Partition partition, long sent, long found)
        implements Comparable<PieceDifference> {
    private static final int SHOWN = 10;

    @Override
    public int compareTo(PieceDifference other) {
        return Integer.compare(partition.number(), other.partition.number());
    }

    /**
     * Tells people where to look.
     *
     * @param differing in order
     * @return text to be appended
     */
    static String describe(List<PieceDifference> differing) {
        List<String> lines = new ArrayList<>();
        differing.stream().limit(SHOWN).forEach(piece -> lines.add(piece.line()));
        if (differing.size() > SHOWN) {
            lines.add("and " + (differing.size() - SHOWN) + " more pieces");
        }
        return "; differing: " + String.join(", ", lines);
    }

    private String line() {
        return String.format(Locale.ROOT, "%s (sent %,d, found %,d)", range(), sent, found);
    }

    private String range() {
        KeyRange range = partition.range();
        boolean isPlain = range.columns().stream()
                .allMatch(column ->
                        table.kindOf(column).filter(RowKey.PLAIN::contains).isPresent());
        if (!isPlain) {
            return "piece " + partition.number();
        }
        String columns = String.join(", ", range.columns());
        String from = range.from().isEmpty() ? "" : " from " + String.join(", ", range.from());
        String to = range.to().isEmpty() ? "" : " to below " + String.join(", ", range.to());
        return columns + from + to;
    }
}
