package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;

/** A checksum of a content as the services tell such: its bytes, the first being the most significant. One thread. */
interface ContentSum {
    /** The name that digests have. */
    String CRC32C = "CRC32C";

    void update(byte[] bytes, int offset, int length);

    byte[] value();

    static ContentSum crc32() {
        return of(new CRC32());
    }

    static ContentSum crc32c() {
        return of(new CRC32C());
    }

    static ContentSum sha256() {
        return named("SHA-256");
    }

    /**
     * A sum by the name that digests have.
     *
     * @throws MigrationException {@code tree.unknown-digest}
     */
    static ContentSum named(String algorithm) {
        if (algorithm.equals(CRC32C)) {
            return crc32c();
        }
        try {
            return of(MessageDigest.getInstance(algorithm));
        } catch (NoSuchAlgorithmException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.unknown-digest",
                            "no digest is called \"" + algorithm + "\"")
                    .remedy("Use SHA-256.")
                    .cause(e)
                    .build();
        }
    }

    private static ContentSum of(Checksum sum) {
        return new ContentSum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                sum.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                return ByteBuffer.allocate(Integer.BYTES)
                        .putInt((int) sum.getValue())
                        .array();
            }
        };
    }

    private static ContentSum of(MessageDigest digest) {
        return new ContentSum() {
            @Override
            public void update(byte[] bytes, int offset, int length) {
                digest.update(bytes, offset, length);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }
}
