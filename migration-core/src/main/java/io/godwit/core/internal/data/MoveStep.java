package io.godwit.core.internal.data;

import io.godwit.core.internal.data.FrozenMove.FrozenTable;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.Transform;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the steps of a move have in common. */
abstract class MoveStep implements Step {
    private final DatabaseMove move;

    /**
     * A step.
     *
     * @param data of the step
     */
    MoveStep(TypedData data) {
        this.move = StepJson.read(data, DatabaseMove.class);
    }

    /** What was written since is told by the step that switches. */
    @Override
    public Optional<List<Finding>> losses(StepContext context) {
        return Optional.of(List.of());
    }

    final DatabaseMove move() {
        return move;
    }

    /** What of the source is moved. */
    final SourceView source() {
        return new SourceView(move);
    }

    final WriteArea area(StepContext context) {
        return move.writeArea(context.token().session());
    }

    final MoveJournal journal(StepContext context) {
        return MoveJournal.of(EngineContext.of(context), move);
    }

    final WritableDatabase target(StepContext context) {
        return context.connections().writableDatabase(move.to());
    }

    final List<MovedTable> tables(StepContext context, FrozenMove frozen) {
        List<Transform> transforms =
                Transforms.open(move.transforms(), EngineContext.of(context).plugins());
        List<MovedTable> tables = new ArrayList<>();
        for (FrozenTable table : frozen.tables()) {
            tables.add(new MovedTable(tables.size(), table.source(), table.target(), transforms));
        }
        journal(context).chunks(record -> {
            if (record.rejected() > 0) {
                tables.get(record.table()).refuse(record.refused());
            }
        });
        return tables;
    }

    static MigrationException notRelational(DatabaseMove move) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "database.not-relational",
                        "the database \"" + move.to() + "\" takes no schema from elsewhere")
                .subject(move.to().toString())
                .remedy("Move it to a database of its own kind.")
                .build();
    }

    /** A number of something, for people. */
    static String count(long number, String one, String many) {
        return String.format(java.util.Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    static String size(long bytes) {
        if (bytes < 10_000) {
            return count(bytes, "byte", "bytes");
        }
        return bytes < 10_000_000
                ? String.format(java.util.Locale.ROOT, "%,d kB", bytes / 1000)
                : String.format(java.util.Locale.ROOT, "%,d MB", bytes / 1_000_000);
    }
}
