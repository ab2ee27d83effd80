package io.godwit.relational;

import java.math.BigInteger;

/**
 * The shortest decimal that reads back as a given binary floating-point number, written as {@link Double#toString(double)} is
 * specified to since JDK 19; older ones print longer decimals for some values, so that the same row would have two encodings.
 *
 * <p>After R. Giulietti, "The Schubfach way to render doubles" (2020): the number lies in an interval of decimals that all read
 * back as it; of the decimals on the coarsest grid with a point inside, the one closest to the number is taken. The scaling by a
 * power of ten is done with 126 bits of it, which the paper proves to be enough for double precision, and so for single.
 */
final class ShortestDecimal {
    /** The most bytes that are written. */
    static final int MAX_LENGTH = 26;

    private static final int DOUBLE_FRACTION = 52;
    private static final int DOUBLE_MIN_EXPONENT = -1074;
    private static final int FLOAT_FRACTION = 23;
    private static final int FLOAT_MIN_EXPONENT = -149;

    /** Multiples of the smallest number that have two digits only because Java wants two. */
    private static final int DOUBLE_TINY = 3;

    private static final int FLOAT_TINY = 8;

    private static final int MIN_POWER = -324;
    private static final int MAX_POWER = 292;
    private static final long LOW_63 = Long.MAX_VALUE;

    /** For each k from MIN_POWER on, 10 to the power of -k, scaled to 126 bits and rounded up: 63 high bits, then 63 low ones. */
    private static final long[] POWERS = powers();

    private ShortestDecimal() {}

    /** Writes a number and returns where it ends. */
    static int put(double value, byte[] to, int at) {
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) (bits >>> DOUBLE_FRACTION) & 0x7ff;
        long fraction = bits & ((1L << DOUBLE_FRACTION) - 1);
        if (biased == 0x7ff) {
            return special(fraction != 0, bits < 0, to, at);
        }
        return put(bits < 0, biased, fraction, DOUBLE_FRACTION, DOUBLE_MIN_EXPONENT, to, at);
    }

    /** Writes a number of single precision and returns where it ends. */
    static int put(float value, byte[] to, int at) {
        int bits = Float.floatToRawIntBits(value);
        int biased = (bits >>> FLOAT_FRACTION) & 0xff;
        int fraction = bits & ((1 << FLOAT_FRACTION) - 1);
        if (biased == 0xff) {
            return special(fraction != 0, bits < 0, to, at);
        }
        return put(bits < 0, biased, fraction, FLOAT_FRACTION, FLOAT_MIN_EXPONENT, to, at);
    }

    private static int special(boolean nan, boolean negative, byte[] to, int at) {
        return ascii(nan ? "NaN" : negative ? "-Infinity" : "Infinity", to, at);
    }

    private static int put(
            boolean negative, int biased, long fraction, int fractionBits, int minExponent, byte[] to, int start) {
        int at = start;
        if (negative) {
            to[at++] = '-';
        }
        if (biased == 0 && fraction == 0) {
            return ascii("0.0", to, at);
        }
        long significand = biased == 0 ? fraction : fraction | 1L << fractionBits;
        int exponent = biased == 0 ? minExponent : minExponent + biased - 1;
        if (exponent <= 0 && exponent >= -fractionBits && significand == (significand >> -exponent) << -exponent) {
            return format(significand >> -exponent, 0, to, at);
        }
        boolean lowerIsCloser = significand == 1L << fractionBits && exponent > minExponent;
        if (significand < (fractionBits == DOUBLE_FRACTION ? DOUBLE_TINY : FLOAT_TINY)) {
            // One digit would do for the very smallest; two are written, as Java does.
            return shortest(10 * significand, exponent, false, -1, to, at);
        }
        return shortest(significand, exponent, lowerIsCloser, 0, to, at);
    }

    private static int shortest(
            long significand, int exponent, boolean lowerIsCloser, int furtherPower, byte[] to, int at) {
        long middle = significand << 2;
        long below = lowerIsCloser ? middle - 1 : middle - 2;
        int power = lowerIsCloser ? floorLog10OfThreeQuarters(exponent) : floorLog10(exponent);
        int shift = exponent + floorLog2OfPowerOf10(-power) + 2;
        int index = (power - MIN_POWER) << 1;
        // Four times the scaled number and the ends of its interval, rounded to odd.
        long number = scale(index, middle << shift);
        long lower = scale(index, below << shift);
        long upper = scale(index, (middle + 2) << shift);
        // The ends belong to the interval where the significand is even.
        long open = significand & 1;
        long floor = number >> 2;
        if (floor >= 100) {
            long coarse = floor / 10 * 10;
            boolean lowIn = lower + open <= coarse << 2;
            boolean highIn = ((coarse + 10) << 2) + open <= upper;
            if (lowIn != highIn) {
                return format(lowIn ? coarse : coarse + 10, power + furtherPower, to, at);
            }
        }
        boolean lowIn = lower + open <= floor << 2;
        boolean highIn = ((floor + 1) << 2) + open <= upper;
        if (lowIn != highIn) {
            return format(lowIn ? floor : floor + 1, power + furtherPower, to, at);
        }
        long side = number - ((2 * floor + 1) << 1);
        boolean low = side < 0 || (side == 0 && (floor & 1) == 0);
        return format(low ? floor : floor + 1, power + furtherPower, to, at);
    }

    /** The product with a power of ten without its low 127 bits, the lowest kept bit being set where those were not all zero. */
    private static long scale(int index, long factor) {
        long high = POWERS[index];
        long low = POWERS[index + 1];
        long middle = ((high * factor) >>> 1) + Math.multiplyHigh(low, factor);
        long top = Math.multiplyHigh(high, factor) + (middle >>> 63);
        return top | (((middle & LOW_63) + LOW_63) >>> 63);
    }

    private static int floorLog10(int exponent) {
        return (int) ((exponent * 661_971_961_083L) >> 41);
    }

    private static int floorLog10OfThreeQuarters(int exponent) {
        return (int) ((exponent * 661_971_961_083L - 274_743_187_321L) >> 41);
    }

    private static int floorLog2OfPowerOf10(int power) {
        return (int) ((power * 913_124_641_741L) >> 38);
    }

    private static long[] powers() {
        long[] powers = new long[(MAX_POWER - MIN_POWER + 1) * 2];
        for (int k = MIN_POWER; k <= MAX_POWER; k++) {
            BigInteger ten = BigInteger.TEN.pow(Math.abs(k));
            BigInteger scaled;
            if (k <= 0) {
                int surplus = ten.bitLength() - 126;
                scaled = surplus > 0 ? ten.shiftRight(surplus) : ten.shiftLeft(-surplus);
            } else {
                // 2 to the power of (126 + bits - 1) over 10 to the power of k has 126 bits.
                scaled = BigInteger.ONE.shiftLeft(125 + ten.bitLength()).divide(ten);
            }
            scaled = scaled.add(BigInteger.ONE);
            int index = (k - MIN_POWER) << 1;
            powers[index] = scaled.shiftRight(63).longValueExact();
            powers[index + 1] = scaled.and(BigInteger.valueOf(LOW_63)).longValueExact();
        }
        return powers;
    }

    /** Writes digits times a power of ten: plain between 10^-3 and 10^7, else with an exponent; at least one digit after the point. */
    private static int format(long digits, int power, byte[] to, int start) {
        long rest = digits;
        int scale = power;
        while (rest % 10 == 0) {
            rest /= 10;
            scale++;
        }
        int length = CellNumbers.digits(rest);
        // The number is 0.ddd times ten to the power of point.
        int point = length + scale;
        int at = start;
        if (point > 7 || point <= -3) {
            CellNumbers.putDigits(rest, to, at + 1, length);
            to[at] = to[at + 1];
            to[at + 1] = '.';
            at += length + 1;
            if (length == 1) {
                to[at++] = '0';
            }
            to[at++] = 'E';
            return CellNumbers.put(point - 1, to, at);
        }
        if (point <= 0) {
            to[at++] = '0';
            to[at++] = '.';
            for (int i = point; i < 0; i++) {
                to[at++] = '0';
            }
            CellNumbers.putDigits(rest, to, at, length);
            return at + length;
        }
        if (length <= point) {
            CellNumbers.putDigits(rest, to, at, length);
            at += length;
            for (int i = length; i < point; i++) {
                to[at++] = '0';
            }
            to[at++] = '.';
            to[at++] = '0';
            return at;
        }
        CellNumbers.putDigits(rest, to, at + 1, length);
        System.arraycopy(to, at + 1, to, at, point);
        to[at + point] = '.';
        return at + length + 1;
    }

    private static int ascii(String text, byte[] to, int start) {
        int at = start;
        for (int i = 0; i < text.length(); i++) {
            to[at++] = (byte) text.charAt(i);
        }
        return at;
    }
}
