package io.godwit.core;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done around the move, the part {@code options} of a specification. Immutable. */
public final class OptionsSpec {
    /** What holds where nothing is said. */
    public static final OptionsSpec DEFAULT = new Builder().build();

    private final boolean backupBefore;
    private final boolean verifyAfter;
    private final VerifyDepth verifyDepth;
    private final boolean maintenanceMode;
    private final Duration maintenanceExpiry;
    private final OnFailure onFailure;
    private final boolean preserveEmailAccounts;
    private final boolean migrateDnsRecords;
    private final int maxRejects;
    private final @Nullable BackupSpec backup;

    private OptionsSpec(Builder builder) {
        this.backupBefore = builder.backupBefore;
        this.verifyAfter = builder.verifyAfter;
        this.verifyDepth = builder.verifyDepth;
        this.maintenanceMode = builder.maintenanceMode;
        this.maintenanceExpiry = builder.maintenanceExpiry;
        this.onFailure = builder.onFailure;
        this.preserveEmailAccounts = builder.preserveEmailAccounts;
        this.migrateDnsRecords = builder.migrateDnsRecords;
        this.maxRejects = builder.maxRejects;
        this.backup = builder.backup;
    }

    /**
     * The copy of the destination that is made at another place before anything is changed.
     *
     * @return what is kept where, or empty for none
     */
    public Optional<BackupSpec> backup() {
        return Optional.ofNullable(backup);
    }

    /**
     * Whether what is there is kept before it is overwritten.
     *
     * @return true where nothing was said
     */
    public boolean backupBefore() {
        return backupBefore;
    }

    /**
     * Whether what arrived is compared with what was sent.
     *
     * @return true where nothing was said
     */
    public boolean verifyAfter() {
        return verifyAfter;
    }

    /**
     * How deep that comparison goes.
     *
     * @return CONTENT where nothing was said
     */
    public VerifyDepth verifyDepth() {
        return verifyDepth;
    }

    /**
     * Whether the source is closed to its visitors while the last changes are copied.
     *
     * @return false where nothing was said
     */
    public boolean maintenanceMode() {
        return maintenanceMode;
    }

    /**
     * After what time the source opens by itself, should nobody open it.
     *
     * @return two hours where nothing was said
     */
    public Duration maintenanceExpiry() {
        return maintenanceExpiry;
    }

    /**
     * What to do when a step fails for good.
     *
     * @return STOP where nothing was said
     */
    public OnFailure onFailure() {
        return onFailure;
    }

    /**
     * Whether a control panel's mail accounts go over.
     *
     * @return false where nothing was said
     */
    public boolean preserveEmailAccounts() {
        return preserveEmailAccounts;
    }

    /**
     * Whether DNS records go over.
     *
     * @return false where nothing was said
     */
    public boolean migrateDnsRecords() {
        return migrateDnsRecords;
    }

    /**
     * How many rows of a database may be refused, and be kept in a file instead, before the run stops.
     *
     * @return 0 where nothing was said
     */
    public int maxRejects() {
        return maxRejects;
    }

    /** What to do when a step fails for good. */
    public enum OnFailure {
        /** Undo what was done, unless the point of no return was passed. */
        ROLLBACK("rollback"),
        /** Stop, so that the session can be resumed. */
        STOP("stop");

        private final String word;

        OnFailure(String word) {
            this.word = word;
        }

        /**
         * The word in a specification.
         *
         * @return lower case
         */
        public String word() {
            return word;
        }
    }

    /** How deep to compare. */
    public enum VerifyDepth {
        /** Names, kinds, sizes, times and modes of files; rows of databases all the same. */
        METADATA("metadata"),
        /** Contents too. */
        CONTENT("content");

        private final String word;

        VerifyDepth(String word) {
            this.word = word;
        }

        /**
         * The word in a specification.
         *
         * @return lower case
         */
        public String word() {
            return word;
        }
    }

    /** Collects the parts. Not thread-safe. */
    public static final class Builder {
        private boolean backupBefore = true;
        private boolean verifyAfter = true;
        private VerifyDepth verifyDepth = VerifyDepth.CONTENT;
        private boolean maintenanceMode;
        private Duration maintenanceExpiry = Duration.ofHours(2);
        private OnFailure onFailure = OnFailure.STOP;
        private boolean preserveEmailAccounts;
        private boolean migrateDnsRecords;
        private int maxRejects;
        private @Nullable BackupSpec backup;

        Builder() {}

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
         * Sets whether what arrived is compared with what was sent.
         *
         * @param value true to compare
         * @return this
         */
        public Builder verifyAfter(boolean value) {
            verifyAfter = value;
            return this;
        }

        /**
         * Sets how deep that comparison goes.
         *
         * @param value the depth
         * @return this
         */
        public Builder verifyDepth(VerifyDepth value) {
            verifyDepth = Objects.requireNonNull(value, "verifyDepth");
            return this;
        }

        /**
         * Sets whether the source is closed to its visitors while the last changes are copied.
         *
         * @param value true to close it
         * @return this
         */
        public Builder maintenanceMode(boolean value) {
            maintenanceMode = value;
            return this;
        }

        /**
         * Sets after what time the source opens by itself.
         *
         * @param value from one minute on
         * @return this
         */
        public Builder maintenanceExpiry(Duration value) {
            maintenanceExpiry = Objects.requireNonNull(value, "maintenanceExpiry");
            return this;
        }

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
         * Sets whether a control panel's mail accounts go over.
         *
         * @param value true to take them along
         * @return this
         */
        public Builder preserveEmailAccounts(boolean value) {
            preserveEmailAccounts = value;
            return this;
        }

        /**
         * Sets whether DNS records go over.
         *
         * @param value true to take them along
         * @return this
         */
        public Builder migrateDnsRecords(boolean value) {
            migrateDnsRecords = value;
            return this;
        }

        /**
         * Sets how many rows of a database may be refused before the run stops.
         *
         * @param value 0 to stop at the first one
         * @return this
         */
        public Builder maxRejects(int value) {
            if (value < 0) {
                throw new IllegalArgumentException("a number of rows is not negative");
            }
            maxRejects = value;
            return this;
        }

        /**
         * Has a copy of the destination made at another place before anything is changed.
         *
         * @param value what is kept where
         * @return this
         */
        public Builder backup(BackupSpec value) {
            backup = Objects.requireNonNull(value, "backup");
            return this;
        }

        OptionsSpec build() {
            return new OptionsSpec(this);
        }
    }
}
