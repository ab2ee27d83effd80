package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A range of a file of a server, opened when its first byte is asked for. */
final class LaterContent implements FileContent {
    private final FtpTree tree;
    private final TreePath path;
    private final long offset;
    private final long length;
    private final WorkContext context;
    private @Nullable FileContent content;

    LaterContent(FtpTree tree, TreePath path, long offset, long length, WorkContext context) {
        this.tree = tree;
        this.path = path;
        this.offset = offset;
        this.length = length;
        this.context = context;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(length);
    }

    @Override
    public List<ByteRange> regions() {
        return length == 0 ? List.of() : List.of(new ByteRange(0, length));
    }

    @Override
    public int read(ByteBuffer into) {
        FileContent open = content;
        if (open == null) {
            open = FtpContent.open(tree, path, offset, length, -1, context);
            content = open;
        }
        return open.read(into);
    }

    @Override
    public void close() {
        if (content != null) {
            content.close();
        }
    }
}
