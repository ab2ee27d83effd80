package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import io.godwit.spi.MigrationException;

/** How large a specification may be, and how its contents are shown without giving secrets away. */
final class SpecLimits {
    /** The most bytes of a file. */
    static final int BYTES = 1 << 20;
    /** The most values of a file, those that aliases stand for counted each time. */
    static final int NODES = 20_000;
    /** How deep values may stand within each other. */
    static final int DEPTH = 24;

    private SpecLimits() {}

    static MigrationException tooDeep(Faults faults, Position at) {
        return faults.fatal(at, "spec.too-large", "values stand more than " + DEPTH + " deep within each other", "");
    }

    static MigrationException tooMany(Faults faults, Position at) {
        return faults.fatal(
                at, "spec.too-large", "there are more than " + NODES + " values, aliases counted each time", "");
    }

    /** A message of a parser, cut to a line. */
    static String shorten(String message) {
        String line = message.replaceAll("\\s+", " ").strip();
        return line.length() > 120 ? line.substring(0, 120) + "..." : line;
    }

    /**
     * A key to show: up to the first character that no key of ours has, so that {@code password:secret} for want of a space does
     * not give the secret away.
     */
    static String key(String key) {
        int end = 0;
        while (end < key.length() && end < 64 && isKeyCharacter(key.charAt(end))) {
            end++;
        }
        return end == key.length() ? key : key.substring(0, end) + "...";
    }

    private static boolean isKeyCharacter(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.');
    }

    /** What a value is, without what it says. */
    static String found(Node node) {
        if (node instanceof Scalar scalar) {
            return scalar.kind().words();
        }
        return node instanceof Sequence ? "a list" : "keys with values";
    }
}
