package io.godwit.core;

import io.godwit.spi.Location;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A copy of the destination at another place, made before anything is changed there: a {@link Capsule} below a directory. It counts once every
 * byte of it was read back and compared, and each database was restored from it beside itself and compared. Immutable.
 *
 * @param to a directory, at any place that can be written; each backup is a directory in it. With a secret {@link Capsule#KEY} they are
 *     encrypted
 * @param kinds what is kept
 * @param keep how many backups of this migration's name stay there, the newest; 0 for all
 */
public record BackupSpec(Location to, Set<Kind> kinds, int keep) {
    /** Checks the parts. */
    public BackupSpec {
        Objects.requireNonNull(to, "to");
        kinds = Set.copyOf(kinds);
        if (kinds.isEmpty() || keep < 0) {
            throw new IllegalArgumentException("something is kept, and so many backups that one can count them");
        }
    }

    /**
     * A backup of everything, which stays with all others.
     *
     * @param to a directory
     * @return the description
     */
    public static BackupSpec to(Location to) {
        return new BackupSpec(to, EnumSet.allOf(Kind.class), 0);
    }

    /** What a backup keeps. */
    public enum Kind {
        /** The files that are written to. */
        FILES,
        /** The databases that are written to. */
        DATABASE,
        /** The specification, the machine, what the platform's adapter found, and those of its directories that hold configuration. */
        CONFIGURATION;

        /**
         * The word of specifications.
         *
         * @return in lower case
         */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
