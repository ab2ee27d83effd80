package io.godwit.core;

import io.godwit.spi.Location;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * How something is staged. Immutable.
 *
 * @param to where the capsule shall be: a directory that is empty or not there, an archive ({@code tar:/path/site.tar}), a prefix of a
 *     bucket; with a secret {@link Capsule#KEY} it is encrypted
 * @param sides what is pulled
 * @param replaces whether a capsule that is there may be replaced
 */
public record StageOptions(Location to, Set<Side> sides, boolean replaces) {
    /** Checks the parts. */
    public StageOptions {
        Objects.requireNonNull(to, "to");
        sides = Set.copyOf(sides);
        if (sides.isEmpty()) {
            throw new IllegalArgumentException("there is a side to stage");
        }
    }

    /**
     * Stages the source.
     *
     * @param to where the capsule shall be
     * @return the options
     */
    public static StageOptions source(Location to) {
        return new StageOptions(to, EnumSet.of(Side.SOURCE), false);
    }

    /**
     * Stages both sides.
     *
     * @param to where the capsule shall be
     * @return the options
     */
    public static StageOptions both(Location to) {
        return new StageOptions(to, EnumSet.allOf(Side.class), false);
    }

    /**
     * The same, where a capsule may be there already.
     *
     * @return a copy
     */
    public StageOptions replacing() {
        return new StageOptions(to, sides, true);
    }

    /** A side of a migration. */
    public enum Side {
        /** What is moved. */
        SOURCE,
        /** Where it goes. */
        DESTINATION
    }
}
