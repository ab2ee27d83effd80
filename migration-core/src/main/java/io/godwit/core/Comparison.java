package io.godwit.core;

import io.godwit.spi.Finding;
import java.util.List;
import java.util.Objects;

/**
 * How the two sides differ now. Immutable.
 *
 * @param inspection what was found on both sides
 * @param parts what was compared
 * @param findings what will not fit, as the platform's adapter sees it
 */
public record Comparison(Inspection inspection, List<Part> parts, List<Finding> findings) {
    /** Checks the parts. */
    public Comparison {
        Objects.requireNonNull(inspection, "inspection");
        parts = List.copyOf(parts);
        findings = List.copyOf(findings);
    }

    /**
     * Whether nothing differs.
     *
     * @return true where every part has no differences
     */
    public boolean isSame() {
        return parts.stream().allMatch(part -> part.differences().isEmpty());
    }

    /**
     * A file set or database that was compared. Immutable.
     *
     * @param name which
     * @param items how many things were compared
     * @param differences how they differ, each with the object concerned
     */
    public record Part(String name, long items, List<Finding> differences) {
        /** Checks the parts. */
        public Part {
            Objects.requireNonNull(name, "name");
            differences = List.copyOf(differences);
        }
    }
}
