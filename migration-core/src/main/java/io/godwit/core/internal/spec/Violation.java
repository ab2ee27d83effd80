package io.godwit.core.internal.spec;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something wrong with a specification. Immutable.
 *
 * @param key the dotted key that is at fault, for instance {@code transfer.parallelism}; empty for the whole
 * @param code stable code
 * @param message what is wrong and what was expected, without secrets
 * @param remedy what a person does about it
 */
public record Violation(String key, String code, String message, String remedy) {
    /** How many are told of at a time. */
    public static final int MOST = 100;

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
            all.addSuppressed(MigrationException.of(ErrorCategory.CONFIGURATION, violation.code, violation.message)
                    .subject(violation.key)
                    .remedy(violation.remedy)
                    .build());
        }
        return all;
    }

    private String line() {
        return "  " + (key.isEmpty() ? "" : key + ": ") + message + (remedy.isEmpty() ? "" : " (" + remedy + ")");
    }
}
