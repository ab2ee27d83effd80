package io.godwit.core.internal.capsule;

import com.google.common.hash.Hashing;
import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/**
 * AES-256-GCM in segments, each with its own tag that also holds its place, under a key that is derived for each file: Tink's streaming
 * encryption. A file is bound to its name and its capsule. Thread-safe.
 */
final class AesSeal implements Seal {
    /** How it stands in headers: the segments are part of the form. */
    static final String NAME = "AES256_GCM_HKDF_1MB";

    /** The least that a key may have. */
    static final int LEAST_BYTES = 16;

    private static final String HASH = "HmacSha256";
    private static final int KEY_BYTES = 32;
    private static final int SEGMENT = 1 << 20;
    private static final String PURPOSE = "godwit-capsule-1\0";

    private final AesGcmHkdfStreaming streaming;

    private AesSeal(AesGcmHkdfStreaming streaming) {
        this.streaming = streaming;
    }

    /**
     * Takes a key.
     *
     * @param secret at least {@link #LEAST_BYTES} bytes that nobody guesses, in whatever form; closed by the caller
     */
    static AesSeal of(Secret secret) throws GeneralSecurityException {
        byte[] given = secret.bytes();
        try {
            if (given.length < LEAST_BYTES) {
                throw new GeneralSecurityException("a key has at least " + LEAST_BYTES + " bytes");
            }
            byte[] material = Hashing.sha256()
                    .newHasher()
                    .putBytes(PURPOSE.getBytes(StandardCharsets.UTF_8))
                    .putBytes(given)
                    .hash()
                    .asBytes();
            return new AesSeal(new AesGcmHkdfStreaming(material, HASH, KEY_BYTES, SEGMENT, 0));
        } finally {
            Arrays.fill(given, (byte) 0);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    private static byte[] bound(String capsule, String object) {
        return (capsule + "/" + object).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public ByteSource sealed(ByteSource plain, String capsule, String object) {
        try {
            return new Sealing(plain, capsule, object);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the Java runtime lacks AES-GCM", e);
        }
    }

    @Override
    public SeekableByteChannel opened(SeekableByteChannel stored, String capsule, String object) throws IOException {
        try {
            return streaming.newSeekableDecryptingChannel(stored, bound(capsule, object));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Encrypts as it is read. */
    private final class Sealing implements ByteSource {
        private final ByteSource plain;
        private final Drain sealed = new Drain();
        private final OutputStream out;
        private final byte[] buffer = new byte[1 << 16];
        private ByteBuffer ready = ByteBuffer.allocate(0);
        private boolean isEnded;

        Sealing(ByteSource plain, String capsule, String object) throws GeneralSecurityException, IOException {
            this.plain = plain;
            this.out = streaming.newEncryptingStream(sealed, bound(capsule, object));
        }

        @Override
        public int read(ByteBuffer into) {
            try {
                while (!ready.hasRemaining()) {
                    if (isEnded) {
                        return -1;
                    }
                    int count = plain.read(ByteBuffer.wrap(buffer));
                    if (count < 0) {
                        out.close();
                        isEnded = true;
                    } else {
                        out.write(buffer, 0, count);
                    }
                    ready = sealed.take();
                }
            } catch (IOException e) {
                throw new UncheckedIOException("memory cannot be written", e);
            }
            int length = Math.min(ready.remaining(), into.remaining());
            into.put(ready.slice().limit(length));
            ready.position(ready.position() + length);
            return length;
        }
    }
}
