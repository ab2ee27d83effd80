package io.godwit.spi;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * A secret in memory. It prints as stars, is not serialisable, compares by identity, and is wiped when closed. Thread-safe.
 */
public final class Secret implements AutoCloseable {
    private final byte[] value;
    private boolean closed;

    private Secret(byte[] value) {
        this.value = value;
    }

    /**
     * Wraps text. The array is copied; the caller wipes its own.
     *
     * @param text the secret
     * @return the secret, encoded as UTF-8
     */
    public static Secret of(char[] text) {
        byte[] room = new byte[Math.multiplyExact(text.length, 4)];
        ByteBuffer encoded = ByteBuffer.wrap(room);
        StandardCharsets.UTF_8
                .newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .encode(CharBuffer.wrap(text), encoded, true);
        byte[] bytes = Arrays.copyOf(room, encoded.position());
        Arrays.fill(room, (byte) 0);
        return new Secret(bytes);
    }

    /**
     * Wraps bytes. The array is copied; the caller wipes its own.
     *
     * @param bytes the secret
     * @return the secret
     */
    public static Secret of(byte[] bytes) {
        return new Secret(bytes.clone());
    }

    /**
     * A copy of the value.
     *
     * @return bytes that the caller wipes after use
     * @throws IllegalStateException when the secret was closed
     */
    public synchronized byte[] bytes() {
        if (closed) {
            throw new IllegalStateException("the secret was wiped");
        }
        return value.clone();
    }

    /**
     * A copy of the value, read as UTF-8.
     *
     * @return characters that the caller wipes after use
     * @throws IllegalStateException when the secret was closed
     */
    public char[] chars() {
        byte[] copy = bytes();
        char[] room = new char[copy.length];
        CharBuffer decoded = CharBuffer.wrap(room);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(copy), decoded, true);
        char[] text = Arrays.copyOf(room, decoded.position());
        Arrays.fill(copy, (byte) 0);
        Arrays.fill(room, '\0');
        return text;
    }

    /**
     * The value as a string, for the drivers that take nothing else. A string cannot be wiped: prefer {@link #chars()}.
     *
     * @return the value, read as UTF-8
     * @throws IllegalStateException when the secret was closed
     */
    public String reveal() {
        byte[] copy = bytes();
        String text = new String(copy, StandardCharsets.UTF_8);
        Arrays.fill(copy, (byte) 0);
        return Objects.requireNonNull(text);
    }

    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "****";
    }
}
