package io.godwit.core;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the destination as it was before. Immutable.
 *
 * @param id tells it from the other backups of the session
 * @param step the step that kept it
 * @param kind what was kept
 * @param location where it is, for people
 * @param items how many things were kept, 0 where not counted
 * @param createdAt since when it is there
 * @param removedAt when it was given back or removed, or null while it is there
 */
public record BackupInfo(
        String id,
        String step,
        Kind kind,
        String location,
        long items,
        Instant createdAt,
        @Nullable Instant removedAt) {
    /** Checks the parts. */
    public BackupInfo {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(step, "step");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /** What was kept. */
    public enum Kind {
        /** Each file as it was just before it was overwritten. */
        PRE_IMAGES,
        /** The former tables of a database, moved aside by the switch. */
        FORMER_TABLES,
        /** A copy at another place, which was read back and whose databases were restored for a trial; it stays there. */
        CAPSULE
    }
}
