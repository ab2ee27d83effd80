package io.godwit.relational;

import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the text forms in which engines and applications write values of one type, and puts the canonical encoding of {@link
 * LogicalType} into cells. A text that is not of the type, or that the type cannot hold without changing it, is refused: nothing
 * is rounded, cut or replaced. One thread at a time.
 */
public abstract class CellText {
    CellText() {}

    /**
     * A reader for a type.
     *
     * @param type what the texts mean
     * @return the reader
     */
    public static CellText of(LogicalType type) {
        return switch (type.kind()) {
            case BOOLEAN -> new Truth();
            case INTEGER -> new IntegerText(type.length() == 0 ? 64 : type.length(), type.isUnsigned());
            case DECIMAL -> new DecimalText(type.length(), type.scale());
            case FLOAT -> new FloatText(type.length() == 32);
            case TEXT -> new PlainText(type.length(), type.isFixed());
            case JSON -> new JsonText();
            case OTHER -> new PlainText(0, false);
            case ENUM -> new EnumText(Set.copyOf(type.values()));
            case BYTES -> new RawBytes(type.length());
            case DATE -> new TimeText(TimeText.Form.DATE, 0);
            case TIME -> new TimeText(TimeText.Form.TIME, type.length());
            case TIMESTAMP -> new TimeText(TimeText.Form.TIMESTAMP, type.length());
            case TIMESTAMP_WITH_ZONE -> new TimeText(TimeText.Form.TIMESTAMP_WITH_ZONE, type.length());
            case UUID -> new UuidText();
            case BITS -> new BitText(type.length(), type.isFixed());
        };
    }

    /**
     * Adds one cell.
     *
     * @param text holds the text
     * @param offset where it begins
     * @param length how many bytes
     * @param into the block
     * @return false where the text is not of this type; nothing was added then
     */
    public final boolean add(byte[] text, int offset, int length, CellBlock into) {
        int size = convert(text, offset, length);
        if (size < 0) {
            return false;
        }
        into.add(result, start, size);
        return true;
    }

    /**
     * Whether a text is of this type.
     *
     * @param text holds the text
     * @param offset where it begins
     * @param length how many bytes
     * @return true where {@link #add} would take it
     */
    public final boolean accepts(byte[] text, int offset, int length) {
        return convert(text, offset, length) >= 0;
    }

    /** Where the last canonical form lies: in the text itself, or in a buffer of ours. */
    byte[] result = new byte[0];

    int start;

    /** Sets {@link #result} and {@link #start}; returns the length of the canonical form, or -1. */
    abstract int convert(byte[] text, int offset, int length);

    final int same(byte[] text, int offset, int length) {
        result = text;
        start = offset;
        return length;
    }

    final int made(byte[] buffer, int length) {
        result = buffer;
        start = 0;
        return length;
    }

    static boolean isAscii(byte[] text, int offset, int length, String wanted) {
        if (length != wanted.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((text[offset + i] | 0x20) != wanted.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** t, f, true, false, 1, 0 in any case. */
    private static final class Truth extends CellText {
        private static final byte[] TRUE = {'t'};
        private static final byte[] FALSE = {'f'};

        @Override
        int convert(byte[] text, int offset, int length) {
            if ((length == 1 && text[offset] == '1')
                    || isAscii(text, offset, length, "t")
                    || isAscii(text, offset, length, "true")) {
                return made(TRUE, 1);
            }
            if ((length == 1 && text[offset] == '0')
                    || isAscii(text, offset, length, "f")
                    || isAscii(text, offset, length, "false")) {
                return made(FALSE, 1);
            }
            return -1;
        }
    }

    /** UTF-8 up to a number of characters. */
    private static final class PlainText extends CellText {
        private final int characters;
        private final boolean fixed;

        PlainText(int characters, boolean fixed) {
            this.characters = characters;
            this.fixed = fixed;
        }

        @Override
        int convert(byte[] text, int offset, int length) {
            if (Utf8.invalidAt(text, offset, length) >= 0) {
                return -1;
            }
            if (characters > 0 && (length > characters || fixed)) {
                int count = Utf8.characters(text, offset, length);
                if (count > characters || (fixed && count < characters)) {
                    return -1;
                }
            }
            return same(text, offset, length);
        }
    }

    /** Any bytes up to a number. */
    private static final class RawBytes extends CellText {
        private final int limit;

        RawBytes(int limit) {
            this.limit = limit;
        }

        @Override
        int convert(byte[] text, int offset, int length) {
            return limit > 0 && length > limit ? -1 : same(text, offset, length);
        }
    }

    /** One of some texts. */
    private static final class EnumText extends CellText {
        private final Set<String> values;

        EnumText(Set<String> values) {
            this.values = new HashSet<>(values);
        }

        @Override
        int convert(byte[] text, int offset, int length) {
            return values.contains(new String(text, offset, length, StandardCharsets.UTF_8))
                    ? same(text, offset, length)
                    : -1;
        }
    }

    /** 32 hexadecimal digits in any case, with the usual dashes or none, in braces or not. */
    private static final class UuidText extends CellText {
        private final byte[] buffer = new byte[36];

        @Override
        int convert(byte[] text, int offset, int length) {
            int from = offset;
            int size = length;
            if (size == 38 && text[from] == '{' && text[from + 37] == '}') {
                from++;
                size = 36;
            }
            if (size != 36 && size != 32) {
                return -1;
            }
            int in = from;
            for (int i = 0; i < 36; i++) {
                boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
                if (dash) {
                    if (size == 36 && text[in++] != '-') {
                        return -1;
                    }
                    buffer[i] = '-';
                } else {
                    byte digit = text[in++];
                    if (HexBytes.value(digit) < 0) {
                        return -1;
                    }
                    buffer[i] = (byte) (digit >= 'A' && digit <= 'F' ? digit | 0x20 : digit);
                }
            }
            return made(buffer, 36);
        }
    }

    /** Zeros and ones. */
    private static final class BitText extends CellText {
        private final int bits;
        private final boolean fixed;

        BitText(int bits, boolean fixed) {
            this.bits = bits;
            this.fixed = fixed;
        }

        @Override
        int convert(byte[] text, int offset, int length) {
            if (bits > 0 && (fixed ? length != bits : length > bits)) {
                return -1;
            }
            for (int i = offset; i < offset + length; i++) {
                if (text[i] != '0' && text[i] != '1') {
                    return -1;
                }
            }
            return same(text, offset, length);
        }
    }

    /** Single or double precision, whatever the form of the number. */
    private static final class FloatText extends CellText {
        private final byte[] buffer = new byte[ShortestDecimal.MAX_LENGTH];
        private final boolean single;

        FloatText(boolean single) {
            this.single = single;
        }

        @Override
        int convert(byte[] text, int offset, int length) {
            if (length == 0 || length > 400) {
                return -1;
            }
            if (isAscii(text, offset, length, "nan")) {
                return made(buffer, ShortestDecimal.put(Double.NaN, buffer, 0));
            }
            boolean negative = text[offset] == '-';
            int from = negative || text[offset] == '+' ? 1 : 0;
            if (isAscii(text, offset + from, length - from, "infinity")
                    || isAscii(text, offset + from, length - from, "inf")) {
                return made(
                        buffer,
                        ShortestDecimal.put(negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY, buffer, 0));
            }
            for (int i = offset; i < offset + length; i++) {
                byte c = text[i];
                boolean digit = c >= '0' && c <= '9';
                if (!digit && c != '.' && c != '-' && c != '+' && (c | 0x20) != 'e') {
                    return -1;
                }
            }
            String number = new String(text, offset, length, StandardCharsets.US_ASCII);
            try {
                int size;
                if (single) {
                    float value = Float.parseFloat(number);
                    size = Float.isInfinite(value) ? -1 : ShortestDecimal.put(value, buffer, 0);
                } else {
                    double value = Double.parseDouble(number);
                    size = Double.isInfinite(value) ? -1 : ShortestDecimal.put(value, buffer, 0);
                }
                return size < 0 ? -1 : made(buffer, size);
            } catch (NumberFormatException e) {
                // Not a number after all: refused, as the result says.
                return -1;
            }
        }
    }
}
