package io.godwit.relational;

import io.godwit.spi.CellBlock;

/** Puts numbers into cells in their canonical encoding. One thread at a time. */
public final class CellNumbers {
    private static final byte[] MIN_LONG = {
        '-', '9', '2', '2', '3', '3', '7', '2', '0', '3', '6', '8', '5', '4', '7', '7', '5', '8', '0', '8'
    };

    private final byte[] scratch = new byte[ShortestDecimal.MAX_LENGTH];

    /** Ready to use. */
    public CellNumbers() {}

    /**
     * Adds a cell of INTEGER.
     *
     * @param into the block
     * @param value the number
     */
    public void addLong(CellBlock into, long value) {
        into.add(scratch, 0, put(value, scratch, 0));
    }

    /**
     * Adds a cell of FLOAT with 64 bits.
     *
     * @param into the block
     * @param value the number
     */
    public void addDouble(CellBlock into, double value) {
        into.add(scratch, 0, ShortestDecimal.put(value, scratch, 0));
    }

    /**
     * Adds a cell of FLOAT with 32 bits.
     *
     * @param into the block
     * @param value the number
     */
    public void addFloat(CellBlock into, float value) {
        into.add(scratch, 0, ShortestDecimal.put(value, scratch, 0));
    }

    /**
     * Adds a cell of BOOLEAN.
     *
     * @param into the block
     * @param value the truth
     */
    public void addBoolean(CellBlock into, boolean value) {
        scratch[0] = (byte) (value ? 't' : 'f');
        into.add(scratch, 0, 1);
    }

    /**
     * Writes a number in decimal.
     *
     * @param value the number
     * @param to receives at most 20 bytes
     * @param at where the first goes
     * @return where it ends
     */
    public static int put(long value, byte[] to, int at) {
        if (value >= 0) {
            int length = digits(value);
            putDigits(value, to, at, length);
            return at + length;
        }
        if (value == Long.MIN_VALUE) {
            System.arraycopy(MIN_LONG, 0, to, at, MIN_LONG.length);
            return at + MIN_LONG.length;
        }
        to[at] = '-';
        return put(-value, to, at + 1);
    }

    /**
     * Writes a number of double precision.
     *
     * @param value the number
     * @param to receives at most 26 bytes
     * @param at where the first goes
     * @return where it ends
     */
    public static int put(double value, byte[] to, int at) {
        return ShortestDecimal.put(value, to, at);
    }

    /**
     * Writes a number of single precision.
     *
     * @param value the number
     * @param to receives at most 26 bytes
     * @param at where the first goes
     * @return where it ends
     */
    public static int put(float value, byte[] to, int at) {
        return ShortestDecimal.put(value, to, at);
    }

    /** How many decimal digits a number that is not negative has. */
    static int digits(long value) {
        int length = 1;
        for (long bound = 10; length < 19 && value >= bound; bound *= 10) {
            length++;
        }
        return length;
    }

    static void putDigits(long value, byte[] to, int at, int length) {
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
