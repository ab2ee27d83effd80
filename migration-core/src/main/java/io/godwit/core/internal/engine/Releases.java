package io.godwit.core.internal.engine;

import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.List;
import java.util.Set;

/** What gives up what is kept of a destination as it was, after which nothing can be undone. */
final class Releases {
    private static final Set<String> TYPES = Set.of(TreeMove.RELEASE, DatabaseMove.RELEASE);

    private Releases() {}

    static boolean is(String stepType) {
        return TYPES.contains(stepType);
    }

    /** Refuses where a session gave it up. */
    static void check(SessionTable.Row row, List<PlanStep> begun, String what) {
        boolean hasReleased = begun.stream().anyMatch(step -> is(step.data().type()));
        if (row.cleanedAt() != null || hasReleased) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "session.cleaned-up",
                            "what session \"" + row.id() + "\" kept of the destination as it was is given up"
                                    + (row.cleanedAt() == null ? " by its last steps" : " since " + row.cleanedAt())
                                    + ", so it cannot be " + what)
                    .subject(row.id())
                    .remedy("Put the destination back from a backup of your own, or migrate again.")
                    .build();
        }
    }
}
