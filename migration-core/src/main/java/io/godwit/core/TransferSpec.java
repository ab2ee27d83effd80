package io.godwit.core;

import io.godwit.spi.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How things are moved, the part {@code transfer} of a specification. Immutable. */
public final class TransferSpec {
    /** What holds where nothing is said. */
    public static final TransferSpec DEFAULT = new Builder().build();
    /** The most things that may be done at a time on one side. */
    public static final int MAX_PARALLELISM = 256;

    private final FileMethod files;
    private final DatabaseMethod database;
    private final PerformanceMode performanceMode;
    private final int parallelism;
    private final @Nullable ByteRate bandwidthLimit;
    private final @Nullable ByteSize memoryLimit;
    private final boolean deletesExtraneous;
    private final boolean preservesOwners;
    private final Selection selection;

    private TransferSpec(Builder builder) {
        this.files = builder.files;
        this.database = builder.database;
        this.performanceMode = builder.performanceMode;
        this.parallelism = builder.parallelism;
        this.bandwidthLimit = builder.bandwidthLimit;
        this.memoryLimit = builder.memoryLimit;
        this.deletesExtraneous = builder.deletesExtraneous;
        this.preservesOwners = builder.preservesOwners;
        this.selection = new Selection(builder.include, builder.exclude);
    }

    /**
     * How files go over.
     *
     * @return AUTO where nothing was said
     */
    public FileMethod files() {
        return files;
    }

    /**
     * How databases go over.
     *
     * @return AUTO where nothing was said
     */
    public DatabaseMethod database() {
        return database;
    }

    /**
     * How much of the machine to take.
     *
     * @return STANDARD where nothing was said
     */
    public PerformanceMode performanceMode() {
        return performanceMode;
    }

    /**
     * How many things are done at a time on each side, as it was said.
     *
     * @return from 1 to {@link #MAX_PARALLELISM}, or 0 where nothing was said
     */
    public int parallelism() {
        return parallelism;
    }

    /**
     * How many things are done at a time on each side.
     *
     * @param processors how many processors this machine has
     * @return what was said; else 4, or for {@link PerformanceMode#HIGH} two for each processor, from 4 to 16
     */
    public int parallelismFor(int processors) {
        if (parallelism > 0) {
            return parallelism;
        }
        return performanceMode == PerformanceMode.HIGH ? Math.max(4, Math.min(16, 2 * processors)) : 4;
    }

    /**
     * The most bytes that go over the network in a second.
     *
     * @return the limit, or empty for none
     */
    public Optional<ByteRate> bandwidthLimit() {
        return Optional.ofNullable(bandwidthLimit);
    }

    /**
     * The most memory that all buffers take together.
     *
     * @return the limit, or empty to let the engine choose
     */
    public Optional<ByteSize> memoryLimit() {
        return Optional.ofNullable(memoryLimit);
    }

    /**
     * Whether files at the destination that the source does not have are deleted.
     *
     * @return false where nothing was said
     */
    public boolean deletesExtraneous() {
        return deletesExtraneous;
    }

    /**
     * Whether files keep their owner and group.
     *
     * @return true where nothing was said
     */
    public boolean preservesOwners() {
        return preservesOwners;
    }

    /**
     * Which files go over.
     *
     * @return everything where nothing was said
     */
    public Selection selection() {
        return selection;
    }

    /** How files go over. */
    public enum FileMethod {
        /** The cheapest way that does all that the plan asks for; {@code hybrid_sync} and {@code s3_sync} mean this. */
        AUTO("auto"),
        /** Always through this process, never directly from one side to the other. */
        RELAY("relay"),
        /** By rsync on both sides, where one of them is this machine; what it cannot carry goes through this process. */
        RSYNC("rsync");

        private final String word;

        FileMethod(String word) {
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

    /** How databases go over. */
    public enum DatabaseMethod {
        /** The way that does all that the plan asks for; the plan says which, and why. */
        AUTO("auto"),
        /** By our own readers and writers, several pieces of tables at a time, each compared and taken up again by itself. */
        DIRECT("direct"),
        /** Row by row in a common form, even where both sides share a faster one. */
        STREAM("stream"),
        /** With the dump and restore of the database's own tools, where both sides are of one kind. */
        DUMP_RESTORE("dump_restore");

        private final String word;

        DatabaseMethod(String word) {
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

    /** How much of the machine to take. */
    public enum PerformanceMode {
        /** A few things at a time. */
        STANDARD("standard"),
        /** As many things at a time as this machine has room for; {@code go_accelerated} means this. */
        HIGH("high");

        private final String word;

        PerformanceMode(String word) {
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
        private FileMethod files = FileMethod.AUTO;
        private DatabaseMethod database = DatabaseMethod.AUTO;
        private PerformanceMode performanceMode = PerformanceMode.STANDARD;
        private int parallelism;
        private @Nullable ByteRate bandwidthLimit;
        private @Nullable ByteSize memoryLimit;
        private boolean deletesExtraneous;
        private boolean preservesOwners;
        private final List<String> include = new ArrayList<>();
        private final List<String> exclude = new ArrayList<>();

        Builder() {}

        /**
         * Sets how files go over.
         *
         * @param value the method
         * @return this
         */
        public Builder files(FileMethod value) {
            files = Objects.requireNonNull(value, "files");
            return this;
        }

        /**
         * Sets how databases go over.
         *
         * @param value the method
         * @return this
         */
        public Builder database(DatabaseMethod value) {
            database = Objects.requireNonNull(value, "database");
            return this;
        }

        /**
         * Sets how much of the machine to take.
         *
         * @param value the mode
         * @return this
         */
        public Builder performanceMode(PerformanceMode value) {
            performanceMode = Objects.requireNonNull(value, "performanceMode");
            return this;
        }

        /**
         * Sets how many things are done at a time on each side.
         *
         * @param value from 1 to {@link #MAX_PARALLELISM}, or 0 to let the engine choose
         * @return this
         */
        public Builder parallelism(int value) {
            parallelism = value;
            return this;
        }

        /**
         * Limits the bytes that go over the network in a second.
         *
         * @param value the limit
         * @return this
         */
        public Builder bandwidthLimit(ByteRate value) {
            bandwidthLimit = Objects.requireNonNull(value, "bandwidthLimit");
            return this;
        }

        /**
         * Limits the bytes that go over the network in a second.
         *
         * @param value for instance {@code 20MiB/s}
         * @return this
         * @throws IllegalArgumentException for anything that {@link ByteRate#parse} refuses
         */
        public Builder bandwidthLimit(String value) {
            return bandwidthLimit(ByteRate.parse(value));
        }

        /**
         * Limits the memory that all buffers take together.
         *
         * @param value the limit
         * @return this
         */
        public Builder memoryLimit(ByteSize value) {
            memoryLimit = Objects.requireNonNull(value, "memoryLimit");
            return this;
        }

        /**
         * Sets whether files at the destination that the source does not have are deleted.
         *
         * @param value true to delete them
         * @return this
         */
        public Builder deleteExtraneous(boolean value) {
            deletesExtraneous = value;
            return this;
        }

        /**
         * Sets whether files keep their owner and group where the destination can give files away; they do not unless this says so.
         *
         * @param value true to keep them
         * @return this
         */
        public Builder preserveOwners(boolean value) {
            preservesOwners = value;
            return this;
        }

        /**
         * Adds files to take; without any, all are taken.
         *
         * @param patterns globs, see {@link Selection}
         * @return this
         */
        public Builder include(String... patterns) {
            include.addAll(List.of(patterns));
            return this;
        }

        /**
         * Adds files to leave out.
         *
         * @param patterns globs, see {@link Selection}
         * @return this
         */
        public Builder exclude(String... patterns) {
            exclude.addAll(List.of(patterns));
            return this;
        }

        TransferSpec build() {
            return new TransferSpec(this);
        }
    }
}
