package io.godwit.relational;

import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Cuts datasets by key, and says in SQL what a range covers. */
public final class KeyRanges {
    private KeyRanges() {}

    /**
     * A condition that holds for exactly the rows of a range, with a parameter for each value of its bounds: those of {@link
     * KeyRange#from()} first, in order, then those of {@link KeyRange#to()}.
     *
     * @param dialect how names are quoted
     * @param range half-open
     * @param value how a parameter of a column is written, for instance {@code ?} or {@code CAST(? AS uuid)}
     * @return a condition that can be joined to others by AND; {@code 1 = 1} for a range without bounds
     */
    public static String condition(SqlDialect dialect, KeyRange range, UnaryOperator<String> value) {
        String columns = tuple(range.columns().stream().map(dialect::identifier).toList());
        String values = tuple(range.columns().stream().map(value).toList());
        String from = range.from().isEmpty() ? "" : columns + " >= " + values;
        String to = range.to().isEmpty() ? "" : columns + " < " + values;
        if (from.isEmpty() && to.isEmpty()) {
            return "1 = 1";
        }
        return from.isEmpty() || to.isEmpty() ? from + to : from + " AND " + to;
    }

    private static String tuple(List<String> parts) {
        return parts.size() == 1 ? parts.get(0) : "(" + String.join(", ", parts) + ")";
    }

    /**
     * Whether a range covers every row.
     *
     * @param range the range
     * @return true where it has no bound
     */
    public static boolean isAll(KeyRange range) {
        return range.from().isEmpty() && range.to().isEmpty();
    }

    /**
     * The whole dataset as one piece.
     *
     * @param dataset which
     * @return the only partition
     */
    public static Partition whole(DatasetName dataset) {
        return new Partition(dataset, 0, KeyRange.ALL, "");
    }

    /** Finds where the next piece begins. */
    @FunctionalInterface
    public interface Boundaries {
        /**
         * Finds a key further on.
         *
         * @param from the key where the piece under way begins, or null at the beginning of the dataset
         * @return the first key that is outside again, greater than {@code from}; or empty where the piece reaches to the end
         */
        Optional<List<String>> next(@Nullable List<String> from);
    }

    /**
     * Cuts a dataset lazily: each boundary is looked for when its piece is asked for.
     *
     * @param dataset which
     * @param columns the columns that it is cut by, which no two rows agree on
     * @param boundaries finds the boundaries
     * @return pieces that cover every key once; the first and the last reach to infinity
     */
    public static Cursor<Partition> cut(Dataset dataset, List<String> columns, Boundaries boundaries) {
        return new Pieces(dataset.name(), columns, boundaries);
    }

    /**
     * Goes on cutting behind a piece.
     *
     * @param dataset which
     * @param last the piece that was cut last, by the same columns
     * @param boundaries finds the boundaries
     * @return the pieces behind it, numbered on; none where it reached the end
     */
    public static Cursor<Partition> cutAfter(Dataset dataset, Partition last, Boundaries boundaries) {
        if (last.range().to().isEmpty()) {
            return Cursor.of(List.of());
        }
        Pieces pieces = new Pieces(dataset.name(), last.range().columns(), boundaries);
        pieces.from = last.range().to();
        pieces.number = last.number() + 1;
        return pieces;
    }

    private static final class Pieces implements Cursor<Partition> {
        private final DatasetName dataset;
        private final List<String> columns;
        private final Boundaries boundaries;
        private @Nullable List<String> from;
        private int number;
        private boolean ended;

        Pieces(DatasetName dataset, List<String> columns, Boundaries boundaries) {
            this.dataset = dataset;
            this.columns = columns;
            this.boundaries = boundaries;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public Partition next() {
            if (ended) {
                throw new NoSuchElementException("the dataset ends with the piece before");
            }
            List<String> begin = from;
            Optional<List<String>> end = boundaries.next(begin);
            ended = end.isEmpty();
            from = end.orElse(null);
            KeyRange range = begin == null && end.isEmpty()
                    ? KeyRange.ALL
                    : new KeyRange(columns, begin == null ? List.of() : begin, end.orElse(List.of()));
            return new Partition(dataset, number++, range, "");
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
