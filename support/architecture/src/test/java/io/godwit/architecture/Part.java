package io.godwit.architecture;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A module of the house, known by its package, with the parts it may know.
 *
 * @param root the package that it owns with everything below
 * @param mayKnow the roots of other parts that it may depend on
 */
record Part(String root, Set<String> mayKnow) {

    private static final String SPI = "io.godwit.spi";
    private static final String CORE = "io.godwit.core";
    private static final String TOOLKIT = "io.godwit.toolkit";
    private static final String RELATIONAL = "io.godwit.relational";
    private static final String HOSTING = "io.godwit.hosting";
    private static final String TCK = "io.godwit.tck";

    private static final List<Part> HOUSE = List.of(
            new Part(SPI, Set.of()),
            new Part(CORE, Set.of(SPI)),
            new Part(TOOLKIT, Set.of(SPI)),
            new Part(RELATIONAL, Set.of(SPI, TOOLKIT)),
            new Part(HOSTING, Set.of(SPI, TOOLKIT)),
            new Part(TCK, Set.of(SPI)),
            new Part("io.godwit.example.adapter", Set.of(SPI)));

    private static final Set<String> PLUGIN_FAMILIES = Set.of("transfer", "db", "adapter", "engine", "secrets");

    /** The part that owns this package; empty for what is not ours and for the thin tools on top, which may know all. */
    static Optional<Part> owning(String packageName) {
        for (Part part : HOUSE) {
            if (part.owns(packageName)) {
                return Optional.of(part);
            }
        }
        List<String> words = List.of(packageName.split("\\.", -1));
        if (words.size() >= 4 && packageName.startsWith("io.godwit.") && PLUGIN_FAMILIES.contains(words.get(2))) {
            return Optional.of(
                    new Part(String.join(".", words.subList(0, 4)), Set.of(SPI, TOOLKIT, RELATIONAL, HOSTING)));
        }
        return Optional.empty();
    }

    boolean owns(String packageName) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }

    boolean mayUse(String packageName) {
        return !packageName.startsWith("io.godwit.")
                || owns(packageName)
                || mayKnow.stream().anyMatch(known -> packageName.equals(known) || packageName.startsWith(known + "."));
    }
}
