package io.godwit.core;

import io.godwit.spi.Location;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was pulled of a site, or of both sides of a migration, into files of our own: a directory, an archive, a prefix of a bucket. It is
 * looked at, compared, planned and run from as the site itself, without reaching it: {@link MigrationSpec#stagedIn}.
 *
 * <p>It needs no privilege to be written. Owners, modes, times, extended attributes, holes, hard links and names of any bytes stand beside
 * the contents, so that they are restored from it. Immutable.
 *
 * @param location where it is
 * @param id tells it from every other one
 * @param name of the migration that it was made for
 * @param createdAt when it was completed
 * @param isEncrypted whether it takes a key to read it
 * @param storedBytes how large it is
 * @param sides what was pulled
 */
public record Capsule(
        Location location,
        String id,
        String name,
        Instant createdAt,
        boolean isEncrypted,
        long storedBytes,
        List<Side> sides) {
    /** Name of the secret of its {@link Location} that it is encrypted with: any secret of 16 bytes or more. */
    public static final String KEY = "capsule_key";
    /** The side that is read by a migration. */
    public static final String SOURCE = "source";
    /** The side that is written. */
    public static final String DESTINATION = "destination";

    /** Checks the parts. */
    public Capsule {
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(createdAt, "createdAt");
        sides = List.copyOf(sides);
    }

    /**
     * One side.
     *
     * @param side {@link #SOURCE} or {@link #DESTINATION}
     * @return what was pulled of it, or empty
     */
    public Optional<Side> side(String side) {
        return sides.stream().filter(each -> each.side().equals(side)).findFirst();
    }

    /**
     * The same, as if nothing else had been pulled: a migration that is run from it needs a destination that can be written.
     *
     * @param side {@link #SOURCE} or {@link #DESTINATION}
     * @return a copy with that side alone
     */
    public Capsule only(String side) {
        List<Side> one = sides.stream().filter(each -> each.side().equals(side)).toList();
        return new Capsule(location, id, name, createdAt, isEncrypted, storedBytes, one);
    }

    /**
     * What was pulled of a side. Immutable.
     *
     * @param side which
     * @param location the side as a whole, of the scheme {@code capsule}
     * @param platform id of the adapter that looked at it, or an empty string
     * @param trees its files
     * @param databases its databases
     */
    public record Side(String side, Location location, String platform, List<Tree> trees, List<Rows> databases) {
        /** Checks the parts. */
        public Side {
            trees = List.copyOf(trees);
            databases = List.copyOf(databases);
        }
    }

    /**
     * A directory as it was. Immutable.
     *
     * @param location where it is read from now, of the scheme {@code capsule}
     * @param origin where it was
     * @param entries how many entries there are
     * @param bytes how many bytes the files hold
     * @param left how many entries could not be read, and are missing
     */
    public record Tree(Location location, Location origin, long entries, long bytes, long left) {}

    /**
     * A database as it was. Immutable.
     *
     * @param location where it is read from now, of the scheme {@code capsule}
     * @param origin where it was
     * @param product the engine, with its version
     * @param datasets how many tables were pulled
     * @param rows how many rows they have
     */
    public record Rows(Location location, Location origin, String product, long datasets, long rows) {}
}
