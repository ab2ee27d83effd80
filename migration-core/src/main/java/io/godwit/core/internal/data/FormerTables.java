package io.godwit.core.internal.data;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.spi.WritableDatabase.MovedAside;
import java.util.List;

/** The tables that a switch moved aside. */
public final class FormerTables {
    private FormerTables() {}

    /**
     * What is aside now.
     *
     * @param context of a step of the move
     * @param move which
     * @return where each table went; empty before the switch, after it was undone, and where nothing was in the way
     */
    public static List<MovedAside> of(EngineContext context, DatabaseMove move) {
        return MoveJournal.of(context, move).aside();
    }
}
