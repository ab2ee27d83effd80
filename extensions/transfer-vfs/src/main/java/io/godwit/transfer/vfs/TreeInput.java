package io.godwit.transfer.vfs;

import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.InputStream;
import java.util.List;

/** One whole file of a tree as a stream. */
final class TreeInput extends InputStream {
    private final EntryStream stream;
    private final ContentInput content;

    private TreeInput(EntryStream stream, ContentInput content) {
        this.stream = stream;
        this.content = content;
    }

    static TreeInput open(FileTree tree, TreeEntry entry, WorkContext context) {
        EntryStream stream = tree.read(List.of(entry), context);
        boolean usable = false;
        try {
            EntryStream.Item item = stream.next().orElseThrow(() -> TreeFailures.vanished(entry.path()));
            if (item instanceof EntryStream.Missed missed) {
                throw missed.failure();
            }
            EntryStream.Found found = (EntryStream.Found) item;
            if (!found.entry().isFile() || found.entry().size() != entry.size()) {
                throw TreeFailures.changed(entry.path());
            }
            TreeInput input = new TreeInput(stream, new ContentInput(entry.path(), found.content(), false));
            usable = true;
            return input;
        } finally {
            if (!usable) {
                stream.close();
            }
        }
    }

    @Override
    public int read() {
        return content.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        return content.read(into, offset, length);
    }

    @Override
    public void close() {
        stream.close();
    }
}
