package io.godwit.core.internal.tree;

import io.godwit.spi.TreePath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes as text that can be turned back: valid UTF-8 as it is, but backslashes, control characters and, where the whole is not UTF-8,
 * all bytes above ASCII as {@code \xNN}. The root reads {@code .}.
 */
public final class PathText {
    private PathText() {}

    /**
     * A path as text.
     *
     * @param path any
     * @return text that {@link #path(String)} turns back
     */
    public static String of(TreePath path) {
        return path.isRoot() ? "." : encode(path.bytes());
    }

    /**
     * A path from text.
     *
     * @param text as {@link #of} gives it
     * @return the path
     */
    public static TreePath path(String text) {
        return text.equals(".") ? TreePath.ROOT : TreePath.ofBytes(decode(text));
    }

    /**
     * Bytes as text.
     *
     * @param raw any
     * @return text that {@link #decode} turns back
     */
    public static String encode(byte[] raw) {
        String decoded = new String(raw, StandardCharsets.UTF_8);
        boolean isText = java.util.Arrays.equals(decoded.getBytes(StandardCharsets.UTF_8), raw);
        String from = isText ? decoded : new String(raw, StandardCharsets.ISO_8859_1);
        StringBuilder text = new StringBuilder(from.length() + 8);
        for (int i = 0; i < from.length(); i++) {
            char c = from.charAt(i);
            if (c < ' ' || c == '\\' || c == 0x7f || (!isText && c > 0x7f)) {
                text.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /**
     * Bytes from text.
     *
     * @param text as {@link #encode} gives it
     * @return the bytes
     */
    public static byte[] decode(String text) {
        ByteArrayOutputStream raw = new ByteArrayOutputStream(text.length());
        int plain = 0;
        int at;
        while ((at = text.indexOf("\\x", plain)) >= 0) {
            raw.writeBytes(text.substring(plain, at).getBytes(StandardCharsets.UTF_8));
            raw.write(HexFormat.fromHexDigits(text, at + 2, at + 4));
            plain = at + 4;
        }
        raw.writeBytes(text.substring(plain).getBytes(StandardCharsets.UTF_8));
        return raw.toByteArray();
    }
}
