package io.godwit.relational;

/** Hexadecimal digits, two a byte. */
public final class HexBytes {
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };
    private static final byte[] VALUES = values();

    private HexBytes() {}

    private static byte[] values() {
        byte[] values = new byte[256];
        java.util.Arrays.fill(values, (byte) -1);
        for (int i = 0; i < 10; i++) {
            values['0' + i] = (byte) i;
        }
        for (int i = 0; i < 6; i++) {
            values['a' + i] = (byte) (10 + i);
            values['A' + i] = (byte) (10 + i);
        }
        return values;
    }

    /**
     * Writes bytes as digits.
     *
     * @param bytes the bytes
     * @param offset where they begin
     * @param length how many
     * @param to receives two lower-case digits a byte
     * @param at where the first goes
     * @return where they end
     */
    public static int encode(byte[] bytes, int offset, int length, byte[] to, int at) {
        int out = at;
        for (int i = offset; i < offset + length; i++) {
            int value = bytes[i];
            to[out] = DIGITS[(value >> 4) & 0xf];
            to[out + 1] = DIGITS[value & 0xf];
            out += 2;
        }
        return out;
    }

    /**
     * Reads digits.
     *
     * @param digits an even number of them
     * @param offset where they begin
     * @param length how many
     * @param to receives half as many bytes
     * @param at where the first goes
     * @return where they end, or -1 where something is no digit or the number is odd
     */
    public static int decode(byte[] digits, int offset, int length, byte[] to, int at) {
        if ((length & 1) != 0) {
            return -1;
        }
        int out = at;
        for (int i = offset; i < offset + length; i += 2) {
            int value = VALUES[digits[i] & 0xff] << 4 | VALUES[digits[i + 1] & 0xff];
            if (value < 0) {
                return -1;
            }
            to[out++] = (byte) value;
        }
        return out;
    }

    /**
     * The value of a digit.
     *
     * @param digit a byte
     * @return 0 to 15, or -1
     */
    public static int value(byte digit) {
        return VALUES[digit & 0xff];
    }
}
