package io.godwit.adapter.web.replace;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Values that are base64 as a whole. */
final class Base64Text {
    private static final int SHORTEST = 16;

    private Base64Text() {}

    /** Whether a value may be base64, mostly told by its first bytes. */
    static boolean looksSo(byte[] data, int from, int to) {
        if (to - from < SHORTEST || (to - from) % 4 != 0) {
            return false;
        }
        int end = data[to - 1] == '=' ? (data[to - 2] == '=' ? to - 2 : to - 1) : to;
        for (int i = from; i < end; i++) {
            byte b = data[i];
            if (!Needle.isAlphanumeric(b) && b != '+' && b != '/') {
                return false;
            }
        }
        return true;
    }

    static byte @Nullable [] decoded(byte[] data, int from, int to) {
        if (!looksSo(data, from, to)) {
            return null;
        }
        byte[] text = Arrays.copyOfRange(data, from, to);
        byte[] content = Base64.getDecoder().decode(text);
        // what would not be spelled the same again is something else
        return Arrays.equals(Base64.getEncoder().encode(content), text) ? content : null;
    }
}
