package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Which types can be turned into which. Nothing is ever rounded or cut: a value that does not fit is refused. (Floating-point numbers
 * are the exception: the shorter form holds the nearest value, as every engine does.)
 */
final class CellConverters {
    private static final byte[] MIDNIGHT = " 00:00:00".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MIDNIGHT_ZULU = " 00:00:00Z".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ZULU = {'Z'};
    private static final int UUID_LENGTH = 36;

    private CellConverters() {}

    /**
     * The way from one type to another.
     *
     * @param from what the cells are
     * @param to what they become
     * @return the converter, {@link CellConverter#SAME} where both have one encoding, or empty where there is no way
     */
    static Optional<CellConverter> between(LogicalType from, LogicalType to) {
        if (from.equals(to)) {
            return Optional.of(CellConverter.SAME);
        }
        if (from.hasZeroDates() && !isText(to.kind())) {
            Optional<CellConverter> way = between(from.zeroDates(false), to.zeroDates(false));
            return to.hasZeroDates() ? way : way.map(CellConverters::withoutZeroDates);
        }
        Kind source = from.kind();
        return switch (to.kind()) {
            case BOOLEAN ->
                switch (source) {
                    case BOOLEAN -> same();
                    case INTEGER, BITS -> Optional.of(CellConverters::digitToBoolean);
                    default -> Optional.empty();
                };
            case INTEGER ->
                switch (source) {
                    case INTEGER -> same();
                    case BOOLEAN -> Optional.of(CellConverters::booleanToDigit);
                    case DECIMAL -> Optional.of(CellConverters::decimalToInteger);
                    default -> Optional.empty();
                };
            case DECIMAL -> toDecimal(from, to.scale());
            case FLOAT -> toFloat(from, to);
            case TEXT -> toText(from, to);
            case ENUM, JSON, OTHER -> isText(source) || source == Kind.OTHER ? same() : Optional.empty();
            case BYTES -> source == Kind.BYTES || isText(source) ? same() : Optional.empty();
            case DATE ->
                switch (source) {
                    case DATE -> same();
                    case TIMESTAMP -> Optional.of(CellConverters::withoutMidnight);
                    default -> Optional.empty();
                };
            case TIME -> source == Kind.TIME ? same() : Optional.empty();
            case TIMESTAMP ->
                switch (source) {
                    case TIMESTAMP -> same();
                    case DATE -> Optional.of((data, start, length, out) -> append(data, start, length, MIDNIGHT, out));
                    case TIMESTAMP_WITH_ZONE -> Optional.of(CellConverters::withoutZone);
                    default -> Optional.empty();
                };
            case TIMESTAMP_WITH_ZONE ->
                switch (source) {
                    case TIMESTAMP_WITH_ZONE -> same();
                    case TIMESTAMP -> Optional.of((data, start, length, out) -> append(data, start, length, ZULU, out));
                    case DATE ->
                        Optional.of((data, start, length, out) -> append(data, start, length, MIDNIGHT_ZULU, out));
                    default -> Optional.empty();
                };
            case UUID -> isText(source) ? Optional.of(CellConverters::textToUuid) : whereEqual(source, Kind.UUID);
            case BITS ->
                source == Kind.BOOLEAN && to.length() <= 1
                        ? Optional.of(CellConverters::booleanToDigit)
                        : whereEqual(source, Kind.BITS);
        };
    }

    /** A day whose month or day is zero is no day. */
    private static CellConverter withoutZeroDates(CellConverter others) {
        return (data, start, length, to) -> {
            boolean isDay = length >= 10 && data[start + 4] == '-' && data[start + 7] == '-';
            boolean isZero = isDay
                    && ((data[start + 5] == '0' && data[start + 6] == '0')
                            || (data[start + 8] == '0' && data[start + 9] == '0'));
            if (isZero) {
                to.addNull();
                return true;
            }
            return others.convert(data, start, length, to);
        };
    }

    private static Optional<CellConverter> same() {
        return Optional.of(CellConverter.SAME);
    }

    private static Optional<CellConverter> whereEqual(Kind source, Kind wanted) {
        return source == wanted ? same() : Optional.empty();
    }

    private static boolean isText(Kind kind) {
        return kind == Kind.TEXT || kind == Kind.ENUM || kind == Kind.JSON;
    }

    private static Optional<CellConverter> toDecimal(LogicalType from, int scale) {
        return switch (from.kind()) {
            case INTEGER ->
                scale <= 0 ? same() : Optional.of((data, start, length, to) -> rescale(data, start, length, scale, to));
            case DECIMAL ->
                from.scale() == scale
                        ? same()
                        : Optional.of((data, start, length, to) -> rescale(data, start, length, scale, to));
            case FLOAT -> Optional.of((data, start, length, to) -> floatToDecimal(data, start, length, scale, to));
            default -> Optional.empty();
        };
    }

    private static Optional<CellConverter> toFloat(LogicalType from, LogicalType to) {
        boolean isShort = to.length() == Float.SIZE;
        return switch (from.kind()) {
            case FLOAT ->
                isShort && from.length() != Float.SIZE
                        ? Optional.of((data, start, length, out) -> number(data, start, length, true, out))
                        : from.length() == to.length()
                                ? same()
                                : Optional.of((data, start, length, out) -> number(data, start, length, false, out));
            case INTEGER, DECIMAL ->
                Optional.of((data, start, length, out) -> number(data, start, length, isShort, out));
            default -> Optional.empty();
        };
    }

    private static Optional<CellConverter> toText(LogicalType from, LogicalType to) {
        if (from.kind() == Kind.BYTES) {
            return Optional.empty();
        }
        boolean isPadded = from.kind() == Kind.TEXT && from.isFixed() && from.length() == to.length();
        if (to.isFixed() && !isPadded) {
            return Optional.of((data, start, length, out) -> pad(data, start, length, to.length(), out));
        }
        return same();
    }

    private static boolean digitToBoolean(byte[] data, int start, int length, CellBlock to) {
        if (length != 1 || (data[start] != '0' && data[start] != '1')) {
            return false;
        }
        byte letter = (byte) (data[start] == '1' ? 't' : 'f');
        int at = to.addReserved(1);
        to.data()[at] = letter;
        return true;
    }

    private static boolean booleanToDigit(byte[] data, int start, int length, CellBlock to) {
        if (length != 1) {
            return false;
        }
        byte digit = (byte) (data[start] == 't' ? '1' : '0');
        int at = to.addReserved(1);
        to.data()[at] = digit;
        return true;
    }

    private static boolean decimalToInteger(byte[] data, int start, int length, CellBlock to) {
        return isFinite(data, start, length) && rescale(data, start, length, 0, to);
    }

    /** Digits after the point made as many as the scale says; for a scale of -1 as few as the value has. */
    private static boolean rescale(byte[] data, int start, int length, int scale, CellBlock to) {
        if (!isFinite(data, start, length)) {
            return CellConverter.SAME.convert(data, start, length, to);
        }
        int point = -1;
        for (int i = 0; i < length; i++) {
            if (data[start + i] == '.') {
                point = i;
                break;
            }
        }
        int whole = point < 0 ? length : point;
        int digits = point < 0 ? 0 : length - point - 1;
        while (digits > Math.max(scale, 0) && data[start + whole + digits] == '0') {
            digits--;
        }
        if (scale >= 0 && digits > scale) {
            return false;
        }
        int wanted = scale < 0 ? digits : scale;
        int given = digits == 0 ? whole : whole + 1 + digits;
        boolean isMinusZero = wanted == 0 && whole == 2 && data[start] == '-' && data[start + 1] == '0';
        int skipped = isMinusZero ? 1 : 0;
        int size = (wanted == 0 ? whole : whole + 1 + wanted) - skipped;
        int at = to.addReserved(size);
        byte[] out = to.data();
        System.arraycopy(data, start + skipped, out, at, given - skipped);
        if (wanted > 0 && digits == 0) {
            out[at + whole] = '.';
        }
        for (int i = digits; i < wanted; i++) {
            out[at + whole + 1 + i] = '0';
        }
        return true;
    }

    private static boolean floatToDecimal(byte[] data, int start, int length, int scale, CellBlock to) {
        if (!isFinite(data, start, length)) {
            return CellConverter.SAME.convert(data, start, length, to);
        }
        byte[] plain =
                new BigDecimal(ascii(data, start, length)).toPlainString().getBytes(StandardCharsets.US_ASCII);
        return rescale(plain, 0, plain.length, scale, to);
    }

    private static boolean number(byte[] data, int start, int length, boolean isShort, CellBlock to) {
        if (!isFinite(data, start, length)) {
            return CellConverter.SAME.convert(data, start, length, to);
        }
        String text = ascii(data, start, length);
        String other = isShort ? Float.toString(Float.parseFloat(text)) : Double.toString(Double.parseDouble(text));
        byte[] bytes = other.getBytes(StandardCharsets.US_ASCII);
        return isFinite(bytes, 0, bytes.length) && CellConverter.SAME.convert(bytes, 0, bytes.length, to);
    }

    /** Whether a number is none of NaN and the infinities. */
    private static boolean isFinite(byte[] data, int start, int length) {
        return length > 0 && data[start + length - 1] >= '0' && data[start + length - 1] <= '9';
    }

    /** Blanks added until there are as many characters as the type wants; a longer text is left to the engine to refuse. */
    private static boolean pad(byte[] data, int start, int length, int characters, CellBlock to) {
        int have = 0;
        for (int i = 0; i < length; i++) {
            if ((data[start + i] & 0xc0) != 0x80) {
                have++;
            }
        }
        int missing = Math.max(0, characters - have);
        int at = to.addReserved(length + missing);
        System.arraycopy(data, start, to.data(), at, length);
        java.util.Arrays.fill(to.data(), at + length, at + length + missing, (byte) ' ');
        return true;
    }

    private static boolean endsWith(byte[] data, int start, int length, byte[] end) {
        return length >= end.length
                && java.util.Arrays.equals(data, start + length - end.length, start + length, end, 0, end.length);
    }

    private static boolean withoutMidnight(byte[] data, int start, int length, CellBlock to) {
        if (isInfinite(data, start, length)) {
            return CellConverter.SAME.convert(data, start, length, to);
        }
        return endsWith(data, start, length, MIDNIGHT)
                && CellConverter.SAME.convert(data, start, length - MIDNIGHT.length, to);
    }

    private static boolean withoutZone(byte[] data, int start, int length, CellBlock to) {
        int shorter = endsWith(data, start, length, ZULU) ? length - 1 : length;
        return CellConverter.SAME.convert(data, start, shorter, to);
    }

    private static boolean isInfinite(byte[] data, int start, int length) {
        return length > 0 && data[start + length - 1] == 'y';
    }

    private static boolean append(byte[] data, int start, int length, byte[] end, CellBlock to) {
        if (isInfinite(data, start, length)) {
            return CellConverter.SAME.convert(data, start, length, to);
        }
        int at = to.addReserved(length + end.length);
        System.arraycopy(data, start, to.data(), at, length);
        System.arraycopy(end, 0, to.data(), at + length, end.length);
        return true;
    }

    private static boolean textToUuid(byte[] data, int start, int length, CellBlock to) {
        String text = new String(data, start, length, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
        if (text.length() != UUID_LENGTH || !text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            return false;
        }
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        to.add(bytes, 0, bytes.length);
        return true;
    }

    private static String ascii(byte[] data, int start, int length) {
        return new String(data, start, length, StandardCharsets.US_ASCII);
    }
}
