package io.godwit.transfer.vfs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A private temporary file that a stream is copied to. It is gone when closed, and where the system can, when the process ends. */
final class SpoolFile implements AutoCloseable {
    private final FileChannel channel;
    private @Nullable InputStream source;

    private SpoolFile(FileChannel channel, InputStream source) {
        this.channel = channel;
        this.source = source;
    }

    static SpoolFile create(InputStream source) throws IOException {
        Path file = Files.createTempFile("godwit-", ".spool");
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        return new SpoolFile(channel, source);
    }

    /** The source; what is read of it is in the file from then on. Closing it reads the rest. */
    InputStream tee() {
        InputStream from = source;
        if (from == null) {
            throw new IllegalStateException("it is read already");
        }
        source = null;
        return new InputStream() {
            private long at;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = from.read(into, offset, length);
                if (count > 0) {
                    ByteBuffer bytes = ByteBuffer.wrap(into, offset, count);
                    while (bytes.hasRemaining()) {
                        at += channel.write(bytes, at);
                    }
                }
                return count;
            }

            @Override
            public void close() throws IOException {
                from.close();
            }
        };
    }

    /** Some of its bytes. */
    InputStream open(long offset, long length) {
        return new TarPart.ChannelInput(channel, offset, length);
    }

    FileChannel channel() {
        return channel;
    }

    @Override
    public void close() {
        try {
            InputStream from = source;
            if (from != null) {
                from.close();
            }
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
