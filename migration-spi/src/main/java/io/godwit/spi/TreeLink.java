package io.godwit.spi;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The stored text of a symbolic link: any bytes, relative or absolute, dangling or not. Immutable. */
public final class TreeLink {
    private final byte[] bytes;

    private TreeLink(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("a link points to something");
        }
        this.bytes = bytes;
    }

    /**
     * A target from text.
     *
     * @param text the target, encoded as UTF-8
     * @return the target
     */
    public static TreeLink of(String text) {
        return new TreeLink(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A target from bytes.
     *
     * @param raw the target; copied
     * @return the target
     */
    public static TreeLink ofBytes(byte[] raw) {
        return new TreeLink(raw.clone());
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
     * Whether the target begins at the root of the file system.
     *
     * @return true for an absolute target
     */
    public boolean isAbsolute() {
        return bytes[0] == '/';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TreeLink that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The target as text; bytes that are not text are replaced. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
