package io.godwit.core.internal.data;

import io.godwit.spi.MigrationException;

/** Tells the end of a snapshot from other failures: it ends the round, not the run. */
final class SnapshotLoss {
    private static final String CODE = "database.snapshot-lost";

    private SnapshotLoss() {}

    /**
     * Whether a snapshot was lost.
     *
     * @param failure any
     * @return true where another snapshot may help
     */
    static boolean is(MigrationException failure) {
        return failure.code().equals(CODE);
    }

    /**
     * The same failure.
     *
     * @param failure a lost snapshot
     * @param isRetryable whether whoever catches it takes another snapshot
     * @return a copy
     */
    static MigrationException of(MigrationException failure, boolean isRetryable) {
        MigrationException copy = MigrationException.of(
                        failure.category(), CODE, java.util.Objects.requireNonNullElse(failure.getMessage(), CODE))
                .subject(failure.subject())
                .remedy(failure.remediation())
                .retryable(isRetryable)
                .cause(failure)
                .build();
        return copy;
    }
}
