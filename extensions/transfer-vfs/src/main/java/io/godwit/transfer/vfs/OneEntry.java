package io.godwit.transfer.vfs;

import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreeEntry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream of one entry. */
final class OneEntry implements EntryStream {
    private @Nullable Found item;

    private OneEntry(Found item) {
        this.item = item;
    }

    static OneEntry of(TreeEntry entry, FileContent content) {
        return new OneEntry(new Found(entry, content));
    }

    @Override
    public Optional<Item> next() {
        Found next = item;
        item = null;
        return Optional.ofNullable(next);
    }

    @Override
    public void close() {
        // the content belongs to whoever made it
    }
}
