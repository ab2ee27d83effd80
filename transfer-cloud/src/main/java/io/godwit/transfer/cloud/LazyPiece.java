package io.godwit.transfer.cloud;

import io.godwit.spi.TreePath;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A part of an object, asked for when its first byte is. */
final class LazyPiece extends InputStream {
    private final ObjectStore store;
    private final ObjectStore.Piece piece;
    private final TreePath path;
    private @Nullable InputStream content;

    LazyPiece(ObjectStore store, ObjectStore.Piece piece, TreePath path) {
        this.store = store;
        this.piece = piece;
        this.path = path;
    }

    private InputStream content() {
        InputStream open = content;
        if (open == null) {
            open = store.read(piece.key(), piece.offset(), piece.length(), null)
                    .orElseThrow(() -> TreeFailures.vanished(path))
                    .content();
            content = open;
        }
        return open;
    }

    @Override
    public int read() throws IOException {
        return content().read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        return content().read(into, offset, length);
    }

    @Override
    public void close() throws IOException {
        if (content != null) {
            content.close();
        }
    }
}
