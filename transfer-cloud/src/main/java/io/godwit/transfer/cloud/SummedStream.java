package io.godwit.transfer.cloud;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;

/** A whole content whose checksum is compared at its last byte with what the service tells. One thread. */
final class SummedStream extends FilterInputStream {
    private final ContentSum sum;
    private final long size;
    private final String expected;
    private final String name;
    private long read;

    SummedStream(InputStream in, long size, ContentSum sum, String expected, String name) {
        super(in);
        this.sum = sum;
        this.size = size;
        this.expected = expected;
        this.name = name;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, length);
        if (count > 0) {
            sum.update(into, offset, count);
            read += count;
            if (read == size) {
                check();
            }
        }
        return count;
    }

    private void check() {
        if (!Base64.getEncoder().encodeToString(sum.value()).equals(expected)) {
            throw ServiceFailures.damaged(name, new IOException("the checksum differs"));
        }
    }
}
