package io.godwit.spi;

import java.util.Objects;

/**
 * Data that survives the process: the id of the type that understands it, the version of that type's format, and JSON text.
 * Steps, checks, transforms and work units are stored and sent as this, never as live objects. Immutable.
 *
 * @param type id of a {@link StepType}, {@link CheckType}, {@link TransformType} or {@link WorkType}
 * @param version version of the format of the text, from 1 on
 * @param json one JSON value; secrets stand in it by reference only
 */
public record TypedData(String type, int version, String json) {
    /** Checks the parts. */
    public TypedData {
        Checks.id(type);
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version);
        }
        Objects.requireNonNull(json, "json");
    }
}
