package io.godwit.core.internal.spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number with a unit, as people write it: {@code 20MiB}, {@code 1.5 GB}. */
public final class Quantity {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,19}(?:\\.[0-9]{1,9})?) ?([A-Za-z/]*)");
    private static final Map<String, Long> BYTES = bytes();

    private Quantity() {}

    private static Map<String, Long> bytes() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("B", 1L);
        units.put("KB", 1000L);
        units.put("MB", 1000L * 1000);
        units.put("GB", 1000L * 1000 * 1000);
        units.put("TB", 1000L * 1000 * 1000 * 1000);
        units.put("KiB", 1L << 10);
        units.put("MiB", 1L << 20);
        units.put("GiB", 1L << 30);
        units.put("TiB", 1L << 40);
        return units;
    }

    /**
     * Reads a number of bytes.
     *
     * @param text for instance {@code 64MB}
     * @return the bytes, or empty where it is no such thing or too large
     */
    public static Optional<Long> bytes(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        return factor(form.group(2), BYTES).flatMap(factor -> times(form.group(1), factor));
    }

    /**
     * Whether a text is a number of bytes with its unit.
     *
     * @param text for instance {@code 64MB}
     * @return false for a number without a unit, too
     */
    public static boolean isSize(String text) {
        return bytes(text).isPresent()
                && Character.isLetter(text.strip().charAt(text.strip().length() - 1));
    }

    /**
     * Reads bytes per second; bits where the unit says so.
     *
     * @param text for instance {@code 20MiB/s} or {@code 100Mbit/s}
     * @return the bytes per second, or empty where it is no such thing or too large
     */
    public static Optional<Long> bytesPerSecond(String text) {
        String stripped = text.strip();
        if (stripped.endsWith("bit/s")) {
            String bits = stripped.substring(0, stripped.length() - "bit/s".length()) + "B";
            return bytes(bits).map(value -> value / 8);
        }
        return stripped.endsWith("/s") ? bytes(stripped.substring(0, stripped.length() - 2)) : Optional.empty();
    }

    /**
     * Writes a number of bytes in the largest unit that holds it without a fraction.
     *
     * @param value not negative
     * @return for instance {@code 20MiB}
     */
    public static String text(long value) {
        String best = value + "B";
        for (Map.Entry<String, Long> unit : BYTES.entrySet()) {
            if (value > 0 && value % unit.getValue() == 0) {
                String candidate = value / unit.getValue() + unit.getKey();
                best = candidate.length() < best.length() ? candidate : best;
            }
        }
        return best;
    }

    private static Optional<Long> factor(String unit, Map<String, Long> units) {
        return units.entrySet().stream()
                .filter(known -> known.getKey().toLowerCase(Locale.ROOT).equals(unit.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static Optional<Long> times(String number, long factor) {
        BigDecimal product = new BigDecimal(number).multiply(BigDecimal.valueOf(factor));
        BigInteger whole = product.toBigInteger();
        return whole.bitLength() < 63 ? Optional.of(whole.longValueExact()) : Optional.empty();
    }
}
