package io.godwit.relational;

import java.util.Arrays;

/** Decimal numbers, with an exponent or not; written plain, with exactly the digits of the scale where there is one. */
final class DecimalText extends CellText {
    /** Beyond this a number would be written with more zeros than anyone means. */
    private static final int MAX_EXPONENT = 150_000;

    private final int precision;
    private final int scale;
    private byte[] buffer = new byte[64];
    private byte[] written = new byte[64];

    DecimalText(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
    }

    @Override
    int convert(byte[] text, int offset, int length) {
        if (isAscii(text, offset, length, "nan")) {
            return word("NaN");
        }
        int end = offset + length;
        int at = offset;
        boolean negative = false;
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            negative = text[at] == '-';
            at++;
        }
        if (isAscii(text, at, end - at, "infinity") || isAscii(text, at, end - at, "inf")) {
            return word(negative ? "-Infinity" : "Infinity");
        }
        int first = at;
        int point = -1;
        int digits = 0;
        for (; at < end; at++) {
            if (text[at] >= '0' && text[at] <= '9') {
                digits++;
            } else if (text[at] == '.' && point < 0) {
                point = at;
            } else {
                break;
            }
        }
        int mantissaEnd = at;
        if (digits == 0) {
            return -1;
        }
        if (at == end && isCanonical(text, first, end, point, digits)) {
            return same(text, negative ? first - 1 : first, negative ? end - first + 1 : end - first);
        }
        int exponent = 0;
        if (at < end) {
            exponent = exponent(text, at, end);
            if (exponent == Integer.MIN_VALUE) {
                return -1;
            }
        }
        return write(text, first, mantissaEnd, point, digits, exponent, negative);
    }

    /** Whether digits with a point or none stand as they would be written; the sign does not matter but for zero. */
    private boolean isCanonical(byte[] text, int first, int end, int point, int digits) {
        int integral = point < 0 ? digits : point - first;
        int fraction = digits - integral;
        if (integral == 0 || (text[first] == '0' && (integral > 1 || text[end - 1] == '0')) || point == end - 1) {
            return false;
        }
        if (precision > 0 && integral + Math.max(scale, fraction) > precision) {
            return false;
        }
        return scale >= 0 ? fraction == scale : fraction == 0 || text[end - 1] != '0';
    }

    private static int exponent(byte[] text, int from, int end) {
        int at = from;
        if ((text[at++] | 0x20) != 'e' || at == end) {
            return Integer.MIN_VALUE;
        }
        boolean negative = text[at] == '-';
        if (negative || text[at] == '+') {
            at++;
        }
        if (at == end) {
            return Integer.MIN_VALUE;
        }
        int value = 0;
        for (; at < end; at++) {
            if (text[at] < '0' || text[at] > '9') {
                return Integer.MIN_VALUE;
            }
            value = value * 10 + text[at] - '0';
            if (value > MAX_EXPONENT) {
                return Integer.MIN_VALUE;
            }
        }
        return negative ? -value : value;
    }

    private int write(byte[] text, int first, int end, int point, int digits, int exponent, boolean negative) {
        byte[] all = room(digits + Math.abs(exponent) + Math.max(scale, 0) + 8);
        // All digits without the point, behind room for the sign, a zero and the point.
        int begin = 3 + Math.abs(exponent);
        int last = begin;
        for (int i = first; i < end; i++) {
            if (i != point) {
                all[last++] = text[i];
            }
        }
        // Where the point stands among them.
        int whole = begin + (point < 0 ? digits : point - first) + exponent;
        while (begin < last && all[begin] == '0') {
            begin++;
        }
        while (last > begin && all[last - 1] == '0') {
            last--;
        }
        if (begin == last) {
            return zero();
        }
        int fraction = Math.max(0, last - whole);
        if (scale >= 0 && fraction > scale) {
            return -1;
        }
        int integral = Math.max(0, whole - begin);
        if (precision > 0 && integral + (scale >= 0 ? scale : fraction) > precision) {
            return -1;
        }
        int shown = scale >= 0 ? scale : fraction;
        // Layout: sign, integral digits or one zero, point and fraction.
        byte[] out = output(2 + Math.max(1, integral) + shown);
        int at = 0;
        if (negative) {
            out[at++] = '-';
        }
        if (integral == 0) {
            out[at++] = '0';
        }
        for (int i = begin; i < begin + integral; i++) {
            out[at++] = i < last ? all[i] : (byte) '0';
        }
        if (shown > 0) {
            out[at++] = '.';
            for (int i = whole; i < whole + shown; i++) {
                out[at++] = i >= begin && i < last ? all[i] : (byte) '0';
            }
        }
        return made(out, at);
    }

    private int zero() {
        int size = scale > 0 ? scale + 2 : 1;
        byte[] out = output(size);
        Arrays.fill(out, 0, size, (byte) '0');
        if (scale > 0) {
            out[1] = '.';
        }
        return made(out, size);
    }

    private int word(String word) {
        byte[] out = room(word.length());
        for (int i = 0; i < word.length(); i++) {
            out[i] = (byte) word.charAt(i);
        }
        return made(out, word.length());
    }

    private byte[] output(int bytes) {
        if (written.length < bytes) {
            written = new byte[bytes];
        }
        return written;
    }

    private byte[] room(int bytes) {
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
        }
        return buffer;
    }
}
