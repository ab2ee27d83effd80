package io.godwit.core.internal.localtree;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32C;

/** The checksum that object stores keep of large objects, as a digest of four bytes. One thread. */
final class Crc32cDigest extends MessageDigest {
    static final String ALGORITHM = "CRC32C";

    private final CRC32C sum = new CRC32C();

    Crc32cDigest() {
        super(ALGORITHM);
    }

    @Override
    protected void engineUpdate(byte input) {
        sum.update(input);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        sum.update(input, offset, length);
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        sum.update(input);
    }

    @Override
    protected byte[] engineDigest() {
        byte[] value =
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array();
        sum.reset();
        return value;
    }

    @Override
    protected void engineReset() {
        sum.reset();
    }
}
