package io.godwit.spi;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A path inside a tree, relative to its root, as the bytes that the file system has: names need not be text. The separator
 * is {@code /}; empty, {@code .} and {@code ..} names are refused, so a path never leaves its tree. Immutable.
 *
 * <p>Paths sort by their bytes, unsigned. Listings sort by {@link #compareAs}, where a directory counts as {@code name/}.
 */
public final class TreePath implements Comparable<TreePath> {
    /** The root itself. */
    public static final TreePath ROOT = new TreePath(new byte[0]);

    private final byte[] bytes;

    private TreePath(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A path from text.
     *
     * @param text names joined by {@code /}; empty for the root
     * @return the path, encoded as UTF-8
     * @throws IllegalArgumentException for an empty, {@code .} or {@code ..} name, and for a NUL
     */
    public static TreePath of(String text) {
        return ofBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A path from bytes.
     *
     * @param raw names joined by {@code /}; empty for the root; copied
     * @return the path
     * @throws IllegalArgumentException for an empty, {@code .} or {@code ..} name, and for a NUL
     */
    public static TreePath ofBytes(byte[] raw) {
        if (raw.length == 0) {
            return ROOT;
        }
        int start = 0;
        for (int i = 0; i <= raw.length; i++) {
            if (i == raw.length || raw[i] == '/') {
                checkName(raw, start, i);
                start = i + 1;
            } else if (raw[i] == 0) {
                throw new IllegalArgumentException("a name holds a NUL byte: " + show(raw));
            }
        }
        return new TreePath(raw.clone());
    }

    private static void checkName(byte[] raw, int start, int end) {
        int length = end - start;
        boolean dots = length > 0 && raw[start] == '.' && (length == 1 || (length == 2 && raw[start + 1] == '.'));
        if (length == 0 || dots) {
            throw new IllegalArgumentException("a path has no empty, \".\" or \"..\" name: " + show(raw));
        }
    }

    /**
     * The path of something in this directory.
     *
     * @param name one name or several joined by {@code /}
     * @return this path and the name
     */
    public TreePath resolve(String name) {
        return resolve(of(name));
    }

    /**
     * The path of something in this directory.
     *
     * @param below a path relative to this one
     * @return both joined
     */
    public TreePath resolve(TreePath below) {
        if (bytes.length == 0) {
            return below;
        }
        if (below.bytes.length == 0) {
            return this;
        }
        byte[] joined = Arrays.copyOf(bytes, bytes.length + 1 + below.bytes.length);
        joined[bytes.length] = '/';
        System.arraycopy(below.bytes, 0, joined, bytes.length + 1, below.bytes.length);
        return new TreePath(joined);
    }

    /**
     * The directory that holds this.
     *
     * @return the parent, which may be the root; empty for the root itself
     */
    public Optional<TreePath> parent() {
        if (isRoot()) {
            return Optional.empty();
        }
        int slash = lastSlash();
        return Optional.of(slash < 0 ? ROOT : new TreePath(Arrays.copyOf(bytes, slash)));
    }

    /**
     * The last name.
     *
     * @return a path of one name, or the root for the root
     */
    public TreePath name() {
        return new TreePath(Arrays.copyOfRange(bytes, lastSlash() + 1, bytes.length));
    }

    private int lastSlash() {
        int i = bytes.length - 1;
        while (i >= 0 && bytes[i] != '/') {
            i--;
        }
        return i;
    }

    /**
     * Whether this is the root.
     *
     * @return true for the empty path
     */
    public boolean isRoot() {
        return bytes.length == 0;
    }

    /**
     * Whether this is another path or lies below it.
     *
     * @param ancestor the other path
     * @return true for the path itself and everything in it
     */
    public boolean startsWith(TreePath ancestor) {
        int length = ancestor.bytes.length;
        if (length == 0) {
            return true;
        }
        return bytes.length >= length
                && Arrays.equals(bytes, 0, length, ancestor.bytes, 0, length)
                && (bytes.length == length || bytes[length] == '/');
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * How many bytes.
     *
     * @return the length, 0 for the root
     */
    public int length() {
        return bytes.length;
    }

    /**
     * The path as text, where it is valid UTF-8.
     *
     * @return the text, or empty where the bytes are not text
     */
    public Optional<String> text() {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }

    /**
     * Compares in the order of listings: by bytes, a directory counting as {@code name/}.
     *
     * @param directory whether this is a directory
     * @param other the other path
     * @param otherDirectory whether the other is a directory
     * @return negative, zero or positive
     */
    public int compareAs(boolean directory, TreePath other, boolean otherDirectory) {
        int mine = bytes.length + (directory && bytes.length > 0 ? 1 : 0);
        int its = other.bytes.length + (otherDirectory && other.bytes.length > 0 ? 1 : 0);
        int common = Math.min(bytes.length, other.bytes.length);
        int mismatch = Arrays.mismatch(bytes, 0, common, other.bytes, 0, common);
        if (mismatch >= 0) {
            return Byte.compareUnsigned(bytes[mismatch], other.bytes[mismatch]);
        }
        if (mine > common && its > common) {
            int a = bytes.length > common ? Byte.toUnsignedInt(bytes[common]) : '/';
            int b = other.bytes.length > common ? Byte.toUnsignedInt(other.bytes[common]) : '/';
            if (a != b) {
                return a - b;
            }
        }
        return mine - its;
    }

    @Override
    public int compareTo(TreePath other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TreePath that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The path for people: the bytes of control characters, of backslashes and of what is not text as {@code \xNN}, the root as {@code .}. */
    @Override
    public String toString() {
        return bytes.length == 0 ? "." : show(bytes);
    }

    private static String show(byte[] raw) {
        Objects.requireNonNull(raw);
        String decoded = new TreePath(raw).text().orElse(null);
        StringBuilder shown = new StringBuilder(raw.length + 8);
        if (decoded != null) {
            decoded.codePoints().forEach(c -> {
                if (Character.isISOControl(c) || c == '\\') {
                    for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                        shown.append(escape(b));
                    }
                } else {
                    shown.appendCodePoint(c);
                }
            });
        } else {
            for (byte b : raw) {
                shown.append(b >= ' ' && b != '\\' && b != 0x7f ? String.valueOf((char) b) : escape(b));
            }
        }
        return shown.toString();
    }

    private static String escape(byte b) {
        return "\\x" + HexFormat.of().toHexDigits(b);
    }
}
