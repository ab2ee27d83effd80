package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.DataMapping;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FilteringSource;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What of a source is moved: which tables, and which of their rows. Everything that reads the source reads it through this. Immutable. */
public final class SourceView {
    private final NameSelection selection;
    private final DataMapping mapping;

    /**
     * A view.
     *
     * @param selection which tables
     * @param mapping which rows, and what tables are called at the target
     */
    public SourceView(Selection selection, DataMapping mapping) {
        this.selection = new NameSelection(selection);
        this.mapping = mapping;
    }

    /** The view of a move. */
    SourceView(DatabaseMove move) {
        this(move.selection(), move.mapping());
    }

    /**
     * Takes a snapshot of the source that has only the rows that are wanted.
     *
     * @param source opened to read
     * @param context progress, cancellation, limits
     * @return the snapshot, owned by the caller
     * @throws MigrationException COMPATIBILITY, {@code database.no-row-filter}, where the source cannot choose rows
     */
    public Snapshot snapshot(Database source, WorkContext context) {
        return mapping.conditions().isEmpty()
                ? source.snapshot(context)
                : filtering(source).filtered(this::condition, context);
    }

    private FilteringSource filtering(Database source) {
        return source.facet(FilteringSource.class)
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "database.no-row-filter",
                                "this source cannot be asked for some of the rows of a table")
                        .subject(String.join(", ", mapping.conditions().keySet()))
                        .remedy("Leave \"where\" out, or exclude the table.")
                        .build());
    }

    /**
     * Has the source look at the condition of a table.
     *
     * @param source opened to read
     * @param table as the source calls it
     * @param context cancellation
     * @throws MigrationException CONFIGURATION, {@code database.bad-condition}; as {@link #snapshot}
     */
    void check(Database source, DatasetName table, WorkContext context) {
        String condition = condition(table);
        if (!condition.isEmpty()) {
            filtering(source).checkCondition(table, condition, context);
        }
    }

    /**
     * Which rows of a table are wanted.
     *
     * @param table as the source calls it
     * @return the condition, or an empty string for all
     */
    String condition(DatasetName table) {
        List<String> conditions = mapping.conditions().entrySet().stream()
                .filter(each -> new NameGlob(each.getKey()).takes(table))
                .map(Map.Entry::getValue)
                .toList();
        return conditions.size() < 2
                ? String.join("", conditions)
                : conditions.stream().collect(Collectors.joining("\n) AND (", "(", "\n)"));
    }

    /**
     * What is moved of what a snapshot has.
     *
     * @param snapshot of the source
     * @param context progress, cancellation, limits
     * @return the datasets that are selected
     */
    public List<Dataset> datasets(Snapshot snapshot, WorkContext context) {
        return snapshot.datasets(context).stream()
                .filter(dataset -> selection.takes(dataset.name()))
                .toList();
    }

    /**
     * What a table is called at the target.
     *
     * @param table as the source calls it
     * @return its name there
     */
    public DatasetName nameOf(DatasetName table) {
        return TableNames.of(mapping).of(table);
    }
}
