package io.godwit.core.internal.spec;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something wrong with a specification. Immutable.
 *
 * @param place file, line and column; empty for what comes from code
 * @param key the dotted key that is at fault, for instance {@code transfer.parallelism}; empty for the whole
 * @param code stable code
 * @param message what is wrong and what was expected, without secrets
 * @param remedy what a person does about it
 */
public record Violation(String place, String key, String code, String message, String remedy) {
    /** How many are told of at a time. */
    public static final int MOST = 100;

    /**
     * A violation in code.
     *
     * @param key the dotted key that is at fault
     * @param code stable code
     * @param message what is wrong and what was expected
     * @param remedy what a person does about it
     */
    public Violation(String key, String code, String message, String remedy) {
        this("", key, code, message, remedy);
    }

    /**
     * One exception for many faults: its message has a line for each, and each is suppressed in it as an exception of its own.
     *
     * @param what what is invalid, for people
     * @param violations at least one
     * @return CONFIGURATION, {@code spec.invalid}
     */
    public static MigrationException together(String what, List<Violation> violations) {
        String lines = violations.stream().limit(MOST).map(Violation::line).collect(Collectors.joining("\n"));
        String rest = violations.size() > MOST ? "\nand " + (violations.size() - MOST) + " more" : "";
        String count = violations.size() == 1 ? "a fault" : violations.size() + " faults";
        MigrationException all = MigrationException.of(
                        ErrorCategory.CONFIGURATION, "spec.invalid", what + " has " + count + ":\n" + lines + rest)
                .subject(what)
                .remedy("See docs/spec.md for every key and its values.")
                .build();
        for (Violation violation : violations.subList(0, Math.min(MOST, violations.size()))) {
            all.addSuppressed(MigrationException.of(ErrorCategory.CONFIGURATION, violation.code, violation.placed())
                    .subject(violation.place.isEmpty() ? violation.key : violation.place)
                    .remedy(violation.remedy)
                    .build());
        }
        return all;
    }

    private String placed() {
        return place.isEmpty() || key.isEmpty() ? message : key + ": " + message;
    }

    private String line() {
        String where = place.isEmpty() ? key : place;
        return "  " + (where.isEmpty() ? "" : where + ": ") + placed() + (remedy.isEmpty() ? "" : " (" + remedy + ")");
    }
}
