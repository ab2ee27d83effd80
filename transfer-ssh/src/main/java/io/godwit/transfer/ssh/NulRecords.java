package io.godwit.transfer.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads records that end in a NUL. One thread. */
final class NulRecords {
    private final InputStream in;
    private final byte[] block = new byte[64 * 1024];
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();
    private int at;
    private int end;

    NulRecords(InputStream in) {
        this.in = in;
    }

    /** The next record, or null at the end. */
    byte @Nullable [] next() throws IOException {
        record.reset();
        while (true) {
            if (at == end) {
                at = 0;
                end = Math.max(0, in.read(block));
                if (end == 0) {
                    if (record.size() > 0) {
                        throw new IOException("the output ended within a record");
                    }
                    return null;
                }
            }
            int from = at;
            while (at < end && block[at] != 0) {
                at++;
            }
            record.write(block, from, at - from);
            if (at < end) {
                at++;
                return record.toByteArray();
            }
        }
    }
}
