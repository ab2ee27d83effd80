package io.godwit.relational;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** Whole numbers: sign, leading zeros and a fraction of zeros are dropped, what the bits cannot hold is refused. */
final class IntegerText extends CellText {
    private final BigInteger least;
    private final BigInteger greatest;
    private final int safeDigits;
    private final boolean unsigned;
    private byte[] buffer = new byte[24];

    IntegerText(int bits, boolean unsigned) {
        this.unsigned = unsigned;
        this.least =
                unsigned ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(bits - 1).negate();
        this.greatest = BigInteger.ONE.shiftLeft(unsigned ? bits : bits - 1).subtract(BigInteger.ONE);
        this.safeDigits = greatest.toString().length() - 1;
    }

    @Override
    int convert(byte[] text, int offset, int length) {
        int end = offset + length;
        int at = offset;
        boolean negative = false;
        if (at < end && (text[at] == '-' || text[at] == '+')) {
            negative = text[at] == '-';
            at++;
        }
        int first = at;
        while (at < end && text[at] >= '0' && text[at] <= '9') {
            at++;
        }
        int last = at;
        if (first == last) {
            return -1;
        }
        if (at < end && text[at] == '.') {
            at++;
            while (at < end && text[at] == '0') {
                at++;
            }
        }
        if (at != end) {
            return -1;
        }
        while (first < last - 1 && text[first] == '0') {
            first++;
        }
        int digits = last - first;
        negative &= digits > 1 || text[first] != '0';
        if (digits > safeDigits || (negative && unsigned)) {
            String number = new String(text, first, digits, StandardCharsets.US_ASCII);
            BigInteger value = digits > 40 ? greatest.add(BigInteger.ONE) : new BigInteger(number);
            value = negative ? value.negate() : value;
            if (value.compareTo(least) < 0 || value.compareTo(greatest) > 0) {
                return -1;
            }
        }
        if (!negative) {
            return same(text, first, digits);
        }
        if (first > offset && text[first - 1] == '-') {
            return same(text, first - 1, digits + 1);
        }
        if (buffer.length <= digits) {
            buffer = new byte[digits + 1];
        }
        buffer[0] = '-';
        System.arraycopy(text, first, buffer, 1, digits);
        return made(buffer, digits + 1);
    }
}
