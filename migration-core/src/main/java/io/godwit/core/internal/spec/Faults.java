package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Position;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects what is wrong with one file. Not thread-safe. */
public final class Faults {
    private record Placed(Position at, Violation violation) {}

    private final String file;
    private final List<Placed> violations = new ArrayList<>();
    private final Set<String> sections = new HashSet<>();

    /**
     * Without any.
     *
     * @param file what people call the file
     */
    public Faults(String file) {
        this.file = file;
    }

    /**
     * What people call the file.
     *
     * @return its name
     */
    public String file() {
        return file;
    }

    /**
     * Notes a fault.
     *
     * @param at where it is
     * @param key the dotted key, or an empty string
     * @param code stable code
     * @param message what is wrong and what was expected
     * @param remedy what a person does about it, or an empty string
     */
    public void add(Position at, String key, String code, String message, String remedy) {
        violations.add(new Placed(at, new Violation(place(at), key, code, message, remedy)));
        sections.add(section(key));
    }

    /**
     * Whether there is a fault in a part of the specification.
     *
     * @param key a key in that part
     * @return true when its first word has one
     */
    public boolean isFaulty(String key) {
        return sections.contains(section(key));
    }

    /**
     * Whether there is a fault anywhere.
     *
     * @return true when there is one
     */
    public boolean isFaulty() {
        return !violations.isEmpty();
    }

    /**
     * A fault that leaves nothing to look at further.
     *
     * @param at where it is
     * @param code stable code
     * @param message what is wrong
     * @param remedy what a person does about it, or an empty string
     * @return all faults together, to be thrown
     */
    public MigrationException fatal(Position at, String code, String message, String remedy) {
        add(at, "", code, message, remedy);
        return together();
    }

    /**
     * All faults together, in the order of the file.
     *
     * @return CONFIGURATION, {@code spec.invalid}
     */
    public MigrationException together() {
        return Violation.together("\"" + file + "\"", list());
    }

    /**
     * All faults, in the order of the file.
     *
     * @return unmodifiable
     */
    List<Violation> list() {
        return violations.stream()
                .sorted(Comparator.comparingInt((Placed placed) -> placed.at.line())
                        .thenComparingInt(placed -> placed.at.column()))
                .map(Placed::violation)
                .toList();
    }

    /**
     * A place as people and editors read it.
     *
     * @param at where
     * @return file, line and column
     */
    public String place(Position at) {
        return file + ":" + at;
    }

    private static String section(String key) {
        int end = 0;
        while (end < key.length() && key.charAt(end) != '.' && key.charAt(end) != '[') {
            end++;
        }
        return key.substring(0, end);
    }
}
