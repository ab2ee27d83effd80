package io.godwit.core.internal.data;

import io.godwit.core.internal.data.Quarantine.Refusal;
import io.godwit.spi.Dataset;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Transform;
import io.godwit.spi.Transform.CellRewriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A table that is moved: what is read, what is written, and what happens in between. Thread-safe. */
final class MovedTable {
    private final int ordinal;
    private final Dataset source;
    private final Dataset target;
    private final List<Transform> transforms;
    private final Optional<CellConversion> conversion;
    private final AtomicInteger level = new AtomicInteger();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isSieved = new AtomicBoolean();

    /**
     * A table.
     *
     * @param ordinal its number within the move
     * @param source as it is read
     * @param target as it is written, with as many columns in the same order
     * @param transforms what rewrites rows, in order; those that do not concern this table too
     */
    MovedTable(int ordinal, Dataset source, Dataset target, List<Transform> transforms) {
        this.ordinal = ordinal;
        this.source = source;
        this.target = target;
        this.transforms =
                transforms.stream().filter(t -> t.rewrite(source).isPresent()).toList();
        this.conversion = CellConversion.between(source, target);
    }

    int ordinal() {
        return ordinal;
    }

    Dataset source() {
        return source;
    }

    Dataset target() {
        return target;
    }

    int columns() {
        return source.columns().size();
    }

    /**
     * Whether cells are changed on the way.
     *
     * @return false where they arrive as they were read
     */
    boolean isRewritten() {
        return !transforms.isEmpty() || conversion.isPresent();
    }

    /**
     * What changes the rows of a chunk.
     *
     * @return rewriters for one thread: first the transforms, which see what the source has, then the conversion into what the target
     *     has
     */
    List<CellRewriter> rewriters() {
        List<CellRewriter> rewriters = transforms();
        rewriters.addAll(conversions());
        return rewriters;
    }

    /** The first part of {@link #rewriters()}: what sees the columns as the source has them. */
    List<CellRewriter> transforms() {
        List<CellRewriter> rewriters = new ArrayList<>();
        transforms.forEach(t -> t.rewrite(source).ifPresent(rewriters::add));
        return rewriters;
    }

    /** The second part of {@link #rewriters()}: what turns cells into those of the target's types. */
    List<CellRewriter> conversions() {
        return conversion.<List<CellRewriter>>map(List::of).orElse(List.of());
    }

    /**
     * Notes that some rows are not taken by the target.
     *
     * @param rows hashes of those that the target itself refused; none where they could not be converted
     */
    void refuse(Collection<String> rows) {
        refused.addAll(rows);
        isSieved.set(true);
    }

    /**
     * Whether a row is known not to be taken by the target.
     *
     * @param hash of the row as the target would have it
     * @return that it is, or null where nothing is known
     */
    @Nullable
    Refusal refusal(String hash) {
        return refused.contains(hash) ? new Refusal("", "was refused before", "database.row-refused") : null;
    }

    /** Whether rows have to be looked at one by one, since some of them do not go over. */
    boolean isSieved() {
        return isSieved.get();
    }

    /** The column out of the subject of a failure. */
    String columnOf(String subject) {
        String table = source.name() + ".";
        return subject.startsWith(table) ? subject.substring(table.length()) : "";
    }

    /**
     * A piece of the source under the names that the table and its columns have at the target.
     *
     * @param partition of the source
     * @return the same piece
     */
    Partition atTarget(Partition partition) {
        if (!transforms.isEmpty()) {
            // keys may be others there, so nothing may be looked for by them
            return new Partition(target.name(), partition.number(), KeyRange.ALL, partition.locator());
        }
        KeyRange range = partition.range();
        List<String> columns = range.columns().stream().map(this::atTarget).toList();
        return new Partition(
                target.name(),
                partition.number(),
                new KeyRange(columns, range.from(), range.to()),
                partition.locator());
    }

    private String atTarget(String column) {
        int index = indexOf(column);
        return index < 0 ? column : target.columns().get(index).name();
    }

    private int indexOf(String column) {
        for (int c = 0; c < source.columns().size(); c++) {
            if (source.columns().get(c).name().equals(column)) {
                return c;
            }
        }
        return -1;
    }

    /**
     * Whether a piece, which the source cut by key, can be looked for at the target by the same keys.
     *
     * @param partition of the source
     * @return false where it was not cut by key, or keys are changed on the way
     */
    boolean isFoundByKey(Partition partition) {
        KeyRange range = partition.range();
        return transforms.isEmpty()
                && !range.columns().isEmpty()
                && range.columns().stream().allMatch(column -> {
                    int index = indexOf(column);
                    return index >= 0
                            && CellConverters.between(
                                            source.columns().get(index).type(),
                                            target.columns().get(index).type())
                                    .filter(way -> way == CellConverter.SAME)
                                    .isPresent();
                });
    }

    /**
     * What a key column holds.
     *
     * @param column of the source
     * @return its kind, or empty where it is not one of the columns that are moved
     */
    Optional<LogicalType.Kind> kindOf(String column) {
        int index = indexOf(column);
        return index < 0
                ? Optional.empty()
                : Optional.of(source.columns().get(index).type().kind());
    }

    /**
     * How large its rows were found to be.
     *
     * @return as {@link PumpSizes#level(int)}
     */
    int level() {
        return level.get();
    }

    /**
     * Notes that rows were larger than a level allows.
     *
     * @param tooSmall the level
     */
    void raiseLevel(int tooSmall) {
        level.accumulateAndGet(tooSmall + 1, Math::max);
    }
}
