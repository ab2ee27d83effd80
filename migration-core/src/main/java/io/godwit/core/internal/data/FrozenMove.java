package io.godwit.core.internal.data;

import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.RelationalTarget.SchemaChange;
import java.util.List;

/**
 * What was found out about a move when it began, and holds until it ends, whatever becomes of the source's schema meanwhile. Journaled as
 * JSON. Immutable.
 *
 * @param version of this form
 * @param tables what is moved, the largest first; their places are their numbers
 * @param changes what to make at the target, in order within each phase
 * @param replaced final names that were taken at the target
 */
record FrozenMove(int version, List<FrozenTable> tables, List<SchemaChange> changes, List<DatasetName> replaced) {
    static final int VERSION = 1;

    FrozenMove {
        tables = List.copyOf(tables);
        changes = List.copyOf(changes);
        replaced = List.copyOf(replaced);
    }

    long rows() {
        return tables.stream().mapToLong(t -> t.source().estimatedRows()).sum();
    }

    long bytes() {
        return tables.stream().mapToLong(t -> t.source().estimatedBytes()).sum();
    }

    List<DatasetName> targets() {
        return tables.stream().map(t -> t.target().name()).toList();
    }

    /**
     * A table.
     *
     * @param source what is read, with its columns in the order of the target's
     * @param target what is written
     */
    record FrozenTable(Dataset source, Dataset target) {}
}
