package io.godwit.core;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last line of the trail of who did what, at some time. Kept on another machine it shows later that nothing before it was changed or
 * cut off. Immutable.
 *
 * @param number of the last line; 0 of an empty trail
 * @param hash of the last line, 64 hexadecimal digits
 */
public record AuditHead(long number, String hash) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,18}):([0-9a-f]{64})");

    /** Checks the parts. */
    public AuditHead {
        if (number < 0 || !hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("not the head of a trail: " + number + ":" + hash);
        }
    }

    /**
     * Reads a head.
     *
     * @param text as {@link #toString} writes it
     * @return the head
     * @throws MigrationException CONFIGURATION, {@code journal.audit-bad-head}
     */
    public static AuditHead parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "journal.audit-bad-head",
                            "\"" + text + "\" is not the head of a trail")
                    .subject(text)
                    .remedy("Give a line as \"godwit audit head\" prints it: a number, a colon, 64 hexadecimal digits.")
                    .build();
        }
        return new AuditHead(Long.parseLong(parts.group(1)), parts.group(2));
    }

    /** The number, a colon and the hash. */
    @Override
    public String toString() {
        return number + ":" + hash;
    }
}
