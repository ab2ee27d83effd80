package io.godwit.relational;

import java.util.Objects;

/** Looks at UTF-8 without decoding it: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
public final class Utf8 {
    private Utf8() {}

    /**
     * Where bytes stop being UTF-8.
     *
     * @param bytes holds the text
     * @param offset where it begins
     * @param length how many bytes
     * @return the index of the first byte of the first sequence that is wrong, or -1 where all are right
     */
    public static int invalidAt(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int end = offset + length;
        int at = offset;
        while (at < end) {
            if (bytes[at] >= 0) {
                at++;
                continue;
            }
            int size = sequence(bytes, at, end);
            if (size == 0) {
                return at;
            }
            at += size;
        }
        return -1;
    }

    /**
     * How many characters a text has.
     *
     * @param bytes holds valid UTF-8
     * @param offset where it begins
     * @param length how many bytes
     * @return code points
     */
    public static int characters(byte[] bytes, int offset, int length) {
        int count = 0;
        for (int i = offset; i < offset + length; i++) {
            if ((bytes[i] & 0xc0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    /**
     * The length of the sequence that begins with a byte that is not ASCII.
     *
     * @param bytes holds the text
     * @param at where the sequence begins
     * @param end where the text ends
     * @return 2 to 4, or 0 where the sequence is wrong
     */
    public static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        int size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (at + size > end) {
            return 0;
        }
        int second = bytes[at + 1] & 0xff;
        int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < size; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return size;
    }
}
