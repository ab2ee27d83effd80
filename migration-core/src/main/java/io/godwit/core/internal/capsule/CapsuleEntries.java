package io.godwit.core.internal.capsule;

import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some entries with their contents; files that lie in one pack are read through one channel. One thread. */
final class CapsuleEntries implements EntryStream {
    private final CapsuleTree tree;
    private final Iterator<TreeEntry> wanted;
    private final WorkContext context;
    private int pack;
    private @Nullable SeekableByteChannel channel;

    CapsuleEntries(CapsuleTree tree, List<TreeEntry> wanted, WorkContext context) {
        this.tree = tree;
        this.wanted = wanted.iterator();
        this.context = context;
    }

    @Override
    public Optional<Item> next() {
        if (!wanted.hasNext()) {
            return Optional.empty();
        }
        TreeEntry asked = wanted.next();
        Optional<TreeEntry> entry = tree.stat(List.of(asked.path()), context).get(0);
        if (entry.isEmpty()) {
            return Optional.of(new Missed(asked.path(), CapsuleTree.vanished(asked.path())));
        }
        return Optional.of(new Found(
                entry.get(),
                tree.find(asked.path())
                        .filter(found -> found.length() > 0)
                        .map(this::content)
                        .orElseGet(() -> new HoleContent(entry.get().size()))));
    }

    private FileContent content(IndexEntry found) {
        SeekableByteChannel open = channel;
        if (open == null || pack != found.pack()) {
            close();
            open = tree.store().channel(tree.pack(found.pack()), context);
            channel = open;
            pack = found.pack();
        }
        return StagedContent.whole(tree.store(), tree.pack(found.pack()), open, found, context);
    }

    @Override
    public void close() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            channel = null;
        }
    }
}
