package io.godwit.core.internal.capsule;

import com.github.luben.zstd.ZstdInputStream;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.godwit.core.internal.capsule.CapsuleManifest.Piece;
import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.WorkContext;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** Rows of a capsule; at their end the file that they are in has to be what was written. One thread. */
final class StagedRows implements CellStream {
    private final CapsuleStore store;
    private final Piece piece;
    private final int columns;
    private final Hashed hashed;
    private final DataInputStream in;
    private final int[] lengths;
    private final WorkContext context;
    private long rows;
    private long bytes;
    private boolean isEnded;

    StagedRows(CapsuleStore store, Piece piece, int columns, WorkContext context) {
        this.store = store;
        this.piece = piece;
        this.columns = columns;
        this.lengths = new int[columns];
        this.context = context;
        this.hashed = new Hashed(store.raw(piece.object(), context));
        boolean isUsable = false;
        try {
            SeekableByteChannel plain = store.opened(hashed, piece.object());
            this.in =
                    new DataInputStream(new BufferedInputStream(new ZstdInputStream(new ChannelInput(plain)), 1 << 16));
            isUsable = true;
        } catch (IOException e) {
            throw CapsuleFailures.damaged(store.place(), "\"" + piece.object() + "\" cannot be read", e);
        } finally {
            if (!isUsable) {
                hashed.close();
            }
        }
    }

    @Override
    public boolean read(CellBlock into) {
        into.clear();
        try {
            while (!isEnded && (into.rows() == 0 || !into.isFull())) {
                context.cancellation().throwIfCancelled();
                int mark = in.readByte();
                if (mark == RowSource.ROW) {
                    row(into);
                } else if (mark == RowSource.END) {
                    end();
                } else {
                    throw store.damaged(piece.object());
                }
            }
        } catch (IOException e) {
            throw CapsuleFailures.damaged(store.place(), "\"" + piece.object() + "\" cannot be read", e);
        }
        return into.rows() > 0;
    }

    private void row(CellBlock into) throws IOException {
        for (int column = 0; column < columns; column++) {
            lengths[column] = in.readInt();
            if (lengths[column] < RowSource.NULL) {
                throw store.damaged(piece.object());
            }
        }
        for (int length : lengths) {
            if (length == RowSource.NULL) {
                into.addNull();
            } else {
                int start = into.addReserved(length);
                in.readFully(into.data(), start, length);
                bytes += length;
            }
        }
        rows++;
    }

    private void end() throws IOException {
        isEnded = true;
        boolean isWhole = in.readLong() == rows && rows == piece.rows() && in.read() < 0;
        if (!isWhole || !store.isAsWritten(piece.object(), hashed.rest())) {
            throw store.damaged(piece.object());
        }
    }

    @Override
    public ChunkSummary summary() {
        if (!isEnded) {
            throw new IllegalStateException("the rows have not been read to their end");
        }
        return new ChunkSummary(rows, bytes, "");
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            hashed.close();
        }
    }

    /** Hashes what is read in order, up to where it was read. */
    private static final class Hashed implements SeekableByteChannel {
        private final SeekableByteChannel channel;
        private final Hasher hasher = Hashing.sha256().newHasher();
        private long hashedTo;

        Hashed(SeekableByteChannel channel) {
            this.channel = channel;
        }

        /** The hash of all, for which what was not read yet is read. */
        String rest() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            channel.position(hashedTo);
            while (read(buffer.clear()) >= 0) {
                // it is only hashed
            }
            return hasher.hash().toString();
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            long from = channel.position();
            ByteBuffer got = into.duplicate();
            int count = channel.read(into);
            if (count > 0 && from <= hashedTo && from + count > hashedTo) {
                got.limit(got.position() + count).position(got.position() + (int) (hashedTo - from));
                hasher.putBytes(got);
                hashedTo = from + count;
            }
            return count;
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            return channel.write(from);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public SeekableByteChannel position(long to) throws IOException {
            channel.position(to);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public SeekableByteChannel truncate(long size) throws IOException {
            channel.truncate(size);
            return this;
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A channel as a stream. */
    private static final class ChannelInput extends InputStream {
        private final SeekableByteChannel channel;
        private @Nullable ByteBuffer one;

        ChannelInput(SeekableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() throws IOException {
            if (one == null) {
                one = ByteBuffer.allocate(1);
            }
            int count = channel.read(one.clear());
            return count < 0 ? -1 : one.get(0) & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return length == 0 ? 0 : channel.read(ByteBuffer.wrap(into, offset, length));
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
