package io.godwit.adapter.web.replace;

import java.util.Arrays;

/** Finds one sequence of bytes in others, leaping over what cannot be it (Horspool). Immutable. */
final class ByteSearch {
    private final byte[] needle;
    private final int[] leaps = new int[256];

    ByteSearch(byte[] needle) {
        if (needle.length == 0) {
            throw new IllegalArgumentException("there is nothing to look for");
        }
        this.needle = needle.clone();
        Arrays.fill(leaps, needle.length);
        for (int i = 0; i < needle.length - 1; i++) {
            leaps[needle[i] & 0xff] = needle.length - 1 - i;
        }
    }

    int length() {
        return needle.length;
    }

    /** Where it begins first, wholly within the range; -1 where it is not. */
    int find(byte[] data, int from, int to) {
        int last = needle.length - 1;
        byte end = needle[last];
        int at = from + last;
        while (at < to) {
            byte here = data[at];
            if (here == end && (last == 0 || Arrays.equals(data, at - last, at, needle, 0, last))) {
                return at - last;
            }
            at += leaps[here & 0xff];
        }
        return -1;
    }
}
