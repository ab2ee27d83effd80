package io.godwit.spi;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * What a tree can keep and do. Immutable.
 *
 * @param features what it has
 * @param timeResolution how exactly it keeps modification times; zero where it keeps none
 * @param maxConcurrency how many calls may be under way at a time, at least 1
 */
public record TreeCapabilities(Set<Feature> features, Duration timeResolution, int maxConcurrency) {
    /** Checks the parts. */
    public TreeCapabilities {
        features = Set.copyOf(features);
        Objects.requireNonNull(timeResolution, "timeResolution");
        if (timeResolution.isNegative() || maxConcurrency < 1) {
            throw new IllegalArgumentException("time resolution and concurrency are positive");
        }
    }

    /**
     * Whether the tree has a feature.
     *
     * @param feature which
     * @return true where it has
     */
    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /** Something that one tree has and another lacks. */
    public enum Feature {
        /** Listings come sorted, in the order of {@link TreePath#compareAs}. */
        SORTED_LISTING,
        /** Permission bits are kept. */
        MODES,
        /** Owners and groups can be set, which usually takes privilege. */
        OWNERS,
        /** Symbolic links are kept. */
        SYMLINKS,
        /** Hard links are told and kept. */
        HARD_LINKS,
        /** Holes are told and kept. */
        SPARSE,
        /** Extended attributes of users ({@code user.}) are told and kept. */
        EXTENDED_ATTRIBUTES,
        /**
         * Access lists and file capabilities are told and kept, as the extended attributes {@code system.posix_acl_access},
         * {@code system.posix_acl_default} and {@code security.capability}.
         */
        ACCESS_LISTS,
        /** Names may be any bytes but NUL and {@code /}. */
        BYTE_NAMES,
        /** Names that differ only in case are different. */
        CASE_SENSITIVE,
        /** Empty directories exist. */
        DIRECTORIES,
        /** Modification times are kept of directories, too, not of files alone. */
        DIRECTORY_TIMES,
        /** A file appears under its name all at once. */
        ATOMIC_COMMIT,
        /** Entries can be renamed. */
        RENAME,
        /** {@link TreeChange.Preserve} costs no copy. */
        CHEAP_PRESERVE,
        /** {@link FileTree#open} reads ranges and {@link WritableFileTree#begin} writes them. */
        RANGES,
        /** Hashes are computed where the data is. */
        REMOTE_DIGEST
    }
}
