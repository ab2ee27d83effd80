package io.godwit.core.internal.engine;

import io.godwit.core.internal.journal.Fence;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;

/** Turns whatever a step throws into a failure with its place, and tells apart that this process is not the runner any more. */
final class Guard {
    private Guard() {}

    static MigrationException failure(Throwable thrown, String place) {
        if (thrown instanceof MigrationException known) {
            return SessionScope.isLeaseLost(known) ? known : known.within(place);
        }
        return MigrationException.of(
                        ErrorCategory.INTERNAL,
                        "step.failed-unexpectedly",
                        "a plugin failed with a " + thrown.getClass().getName())
                .subject(place)
                .remedy("Report this to the author of the plugin, with the log.")
                .cause(thrown)
                .build()
                .within(place);
    }

    /** The failure of a run whose session somebody else has now. */
    static MigrationException lost(Fence fence) {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "session.lease-lost",
                        "another runner has taken over session \"" + fence.session() + "\", or this one could not renew"
                                + " its lease in time; it changes nothing more")
                .subject(fence.session())
                .remedy("Look with \"report\" who runs it now, or go on with \"resume\".")
                .build();
    }
}
