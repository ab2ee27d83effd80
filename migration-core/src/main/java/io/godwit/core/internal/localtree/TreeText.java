package io.godwit.core.internal.localtree;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Bytes that may be text. */
final class TreeText {
    private TreeText() {}

    /** The text, or null where the bytes are not valid UTF-8. */
    static @Nullable String strict(byte[] raw) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
        } catch (CharacterCodingException notText) {
            return null;
        }
    }
}
