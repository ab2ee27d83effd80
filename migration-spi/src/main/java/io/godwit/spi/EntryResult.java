package io.godwit.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of one entry of a batch. Immutable. */
public final class EntryResult {
    private final TreePath path;
    private final long bytes;
    private final @Nullable MigrationException failure;

    private EntryResult(TreePath path, long bytes, @Nullable MigrationException failure) {
        this.path = Objects.requireNonNull(path, "path");
        this.bytes = bytes;
        this.failure = failure;
    }

    /**
     * The entry is in place.
     *
     * @param path which
     * @param bytes how many bytes of content were written
     * @return the result
     */
    public static EntryResult done(TreePath path, long bytes) {
        return new EntryResult(path, Checks.notNegative(bytes, "bytes"), null);
    }

    /**
     * The entry is not in place; whatever was under its name before still is.
     *
     * @param path which
     * @param failure why
     * @return the result
     */
    public static EntryResult failed(TreePath path, MigrationException failure) {
        return new EntryResult(path, 0, Objects.requireNonNull(failure, "failure"));
    }

    /**
     * Which entry.
     *
     * @return its path
     */
    public TreePath path() {
        return path;
    }

    /**
     * How many bytes of content were written.
     *
     * @return bytes, 0 for anything but a file
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Why it failed.
     *
     * @return the failure, or empty where it is in place
     */
    public Optional<MigrationException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String toString() {
        return path + (failure == null ? ": done, " + bytes + " bytes" : ": " + failure.code());
    }
}
