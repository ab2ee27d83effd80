package io.godwit.transfer.ssh;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What a remote command reads, to its last byte. The SSH library, told to close, throws away what is in its buffer when the other side
 * has no room for it yet; told to flush, it waits.
 */
final class WholeInput extends FilterOutputStream {
    private boolean isClosed;
    private boolean isUnsent;

    WholeInput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        isUnsent = true;
        out.write(bytes, offset, length);
    }

    @Override
    public void write(int value) throws IOException {
        isUnsent = true;
        out.write(value);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
        isUnsent = false;
    }

    @Override
    public void close() throws IOException {
        if (isClosed) {
            return;
        }
        isClosed = true;
        try {
            if (isUnsent) {
                flush();
            }
        } finally {
            out.close();
        }
    }
}
