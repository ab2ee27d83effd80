package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file of a tree, read where one likes: some bytes ahead of what is asked for are fetched with it. Thread-safe. */
final class TreeChannel implements SeekableByteChannel {
    private static final int WINDOW = 256 * 1024;

    private final FileTree tree;
    private final TreeEntry file;
    private final WorkContext context;
    private byte[] window = new byte[0];
    private long windowAt;
    private long position;
    private boolean isOpen = true;

    TreeChannel(FileTree tree, TreeEntry file, WorkContext context) {
        this.tree = tree;
        this.file = file;
        this.context = context;
    }

    @Override
    public synchronized int read(ByteBuffer into) throws IOException {
        if (!isOpen) {
            throw new ClosedChannelException();
        }
        if (position >= file.size()) {
            return -1;
        }
        if (position < windowAt || position >= windowAt + window.length) {
            fetch();
        }
        int from = (int) (position - windowAt);
        int count = Math.min(into.remaining(), window.length - from);
        into.put(window, from, count);
        position += count;
        return count;
    }

    private void fetch() throws IOException {
        // whoever looks at the end reads backwards
        long start = position + WINDOW > file.size() ? Math.max(0, file.size() - WINDOW) : position;
        int length = (int) Math.min(WINDOW, file.size() - start);
        try (FileContent range = tree.open(file, new ByteRange(start, length), context)) {
            window = new ContentInput(file.path(), range, false).readNBytes(length);
        }
        if (window.length < length) {
            throw new java.io.EOFException("truncated file");
        }
        windowAt = start;
    }

    @Override
    public synchronized long position() {
        return position;
    }

    @Override
    public synchronized SeekableByteChannel position(long place) {
        position = place;
        return this;
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public synchronized boolean isOpen() {
        return isOpen;
    }

    @Override
    public synchronized void close() {
        isOpen = false;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long length) {
        throw new NonWritableChannelException();
    }
}
