package io.godwit.core;

import java.util.Objects;

/**
 * How a plan is run. Immutable.
 *
 * @param onFailure what to do when a step fails for good; STOP by default
 * @param verify how deep to compare what arrived with what was sent; CONTENT by default
 * @param backupBefore whether what is there is kept before it is overwritten; true by default
 * @param maintenanceMode whether the source is closed to its visitors while the last changes are copied; false by default
 * @param deleteExtraneous whether files at the destination that the source does not have are deleted; false by default
 * @param preserveOwners whether owners and groups of files are kept where the destination can give files away; false by default
 * @param parallelism how many things are done at a time on each side; 0 to let the engine choose
 * @param bytesPerSecond how many bytes are moved in a second at the most; 0 for no limit
 * @param memoryBytes how many bytes all buffers take together at the most; 0 to let the engine choose
 * @param fileMethod how files go over; AUTO by default
 * @param databaseMethod how databases go over; AUTO by default
 * @param maxRejects how many rows of a database may be refused, and be kept in a file instead, before the run stops; 0 by default
 */
public record RunOptions(
        OnFailure onFailure,
        Verify verify,
        boolean backupBefore,
        boolean maintenanceMode,
        boolean deleteExtraneous,
        boolean preserveOwners,
        int parallelism,
        long bytesPerSecond,
        long memoryBytes,
        TransferSpec.FileMethod fileMethod,
        TransferSpec.DatabaseMethod databaseMethod,
        long maxRejects) {
    /** What holds where nothing is said. */
    public static final RunOptions DEFAULT = builder().build();

    /** Checks the parts. */
    public RunOptions {
        Objects.requireNonNull(onFailure, "onFailure");
        Objects.requireNonNull(verify, "verify");
        // Plans that were stored before say nothing of it.
        fileMethod = Objects.requireNonNullElse(fileMethod, TransferSpec.FileMethod.AUTO);
        databaseMethod = Objects.requireNonNullElse(databaseMethod, TransferSpec.DatabaseMethod.AUTO);
        if (parallelism < 0 || bytesPerSecond < 0 || memoryBytes < 0 || maxRejects < 0) {
            throw new IllegalArgumentException(
                    "parallelism, bytesPerSecond, memoryBytes and maxRejects are not negative");
        }
    }

    /**
     * Starts from the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder with these options.
     *
     * @return a builder
     */
    public Builder toBuilder() {
        return builder()
                .onFailure(onFailure)
                .verify(verify)
                .backupBefore(backupBefore)
                .maintenanceMode(maintenanceMode)
                .deleteExtraneous(deleteExtraneous)
                .preserveOwners(preserveOwners)
                .parallelism(parallelism)
                .bytesPerSecond(bytesPerSecond)
                .memoryBytes(memoryBytes)
                .fileMethod(fileMethod)
                .databaseMethod(databaseMethod)
                .maxRejects(maxRejects);
    }

    /** What to do when a step fails for good. */
    public enum OnFailure {
        /** Undo what was done, unless SWITCH was passed. */
        ROLLBACK,
        /** Stop, so that the session can be resumed. */
        STOP
    }

    /** How deep to compare. */
    public enum Verify {
        /** Not at all: the outcome can only be {@link Outcome#NOT_VERIFIED}. */
        NONE,
        /** Names, kinds, sizes, times and modes of files; rows of databases all the same. */
        METADATA,
        /** Contents too. */
        CONTENT
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private OnFailure onFailure = OnFailure.STOP;
        private Verify verify = Verify.CONTENT;
        private boolean backupBefore = true;
        private boolean maintenanceMode;
        private boolean deleteExtraneous;
        private boolean preserveOwners;
        private int parallelism;
        private long bytesPerSecond;
        private long memoryBytes;
        private TransferSpec.FileMethod fileMethod = TransferSpec.FileMethod.AUTO;
        private TransferSpec.DatabaseMethod databaseMethod = TransferSpec.DatabaseMethod.AUTO;
        private long maxRejects;

        private Builder() {}

        /**
         * Sets what to do when a step fails for good.
         *
         * @param value roll back or stop
         * @return this
         */
        public Builder onFailure(OnFailure value) {
            onFailure = Objects.requireNonNull(value, "onFailure");
            return this;
        }

        /**
         * Sets how deep to compare.
         *
         * @param value the depth
         * @return this
         */
        public Builder verify(Verify value) {
            verify = Objects.requireNonNull(value, "verify");
            return this;
        }

        /**
         * Sets whether what is there is kept before it is overwritten.
         *
         * @param value true to keep it
         * @return this
         */
        public Builder backupBefore(boolean value) {
            backupBefore = value;
            return this;
        }

        /**
         * Sets whether the source is closed while the last changes are copied.
         *
         * @param value true to close it
         * @return this
         */
        public Builder maintenanceMode(boolean value) {
            maintenanceMode = value;
            return this;
        }

        /**
         * Sets whether files that the source does not have are deleted at the destination.
         *
         * @param value true to delete them
         * @return this
         */
        public Builder deleteExtraneous(boolean value) {
            deleteExtraneous = value;
            return this;
        }

        /**
         * Sets whether owners and groups are kept.
         *
         * @param value true to keep them
         * @return this
         */
        public Builder preserveOwners(boolean value) {
            preserveOwners = value;
            return this;
        }

        /**
         * Sets how many things are done at a time on each side.
         *
         * @param value at least 1, or 0 to let the engine choose
         * @return this
         */
        public Builder parallelism(int value) {
            parallelism = value;
            return this;
        }

        /**
         * Sets how many bytes are moved in a second at the most.
         *
         * @param value at least 1, or 0 for no limit
         * @return this
         */
        public Builder bytesPerSecond(long value) {
            bytesPerSecond = value;
            return this;
        }

        /**
         * Sets how many bytes all buffers take together at the most.
         *
         * @param value at least 1, or 0 to let the engine choose
         * @return this
         */
        public Builder memoryBytes(long value) {
            memoryBytes = value;
            return this;
        }

        /**
         * Sets how files go over.
         *
         * @param value the way; AUTO unless this says otherwise
         * @return this
         */
        public Builder fileMethod(TransferSpec.FileMethod value) {
            fileMethod = Objects.requireNonNull(value, "fileMethod");
            return this;
        }

        /**
         * Sets how databases go over.
         *
         * @param value the method
         * @return this
         */
        public Builder databaseMethod(TransferSpec.DatabaseMethod value) {
            databaseMethod = Objects.requireNonNull(value, "databaseMethod");
            return this;
        }

        /**
         * Sets how many rows of a database may be refused before the run stops.
         *
         * @param value 0 to stop at the first one
         * @return this
         */
        public Builder maxRejects(long value) {
            maxRejects = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public RunOptions build() {
            return new RunOptions(
                    onFailure,
                    verify,
                    backupBefore,
                    maintenanceMode,
                    deleteExtraneous,
                    preserveOwners,
                    parallelism,
                    bytesPerSecond,
                    memoryBytes,
                    fileMethod,
                    databaseMethod,
                    maxRejects);
        }
    }
}
