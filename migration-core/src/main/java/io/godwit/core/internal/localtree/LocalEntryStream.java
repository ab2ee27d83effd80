package io.godwit.core.internal.localtree;

import io.godwit.core.internal.localtree.LocalEntries.Status;
import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads entries one after the other. */
final class LocalEntryStream implements EntryStream {
    private final LocalTree tree;
    private final Iterator<TreeEntry> entries;
    private final WorkContext context;
    private final LinkGuard guard;
    private final DirectoryChain chain;
    private FileContent current = NoContent.INSTANCE;

    LocalEntryStream(LocalTree tree, List<TreeEntry> entries, WorkContext context) {
        this.tree = tree;
        this.entries = List.copyOf(entries).iterator();
        this.context = context;
        this.guard = new LinkGuard(tree.root());
        this.chain = new DirectoryChain(tree.root(), guard);
    }

    @Override
    public Optional<Item> next() {
        current.close();
        current = NoContent.INSTANCE;
        context.cancellation().throwIfCancelled();
        if (!entries.hasNext()) {
            return Optional.empty();
        }
        TreeEntry listed = entries.next();
        try {
            return Optional.of(open(listed));
        } catch (NoSuchFileException e) {
            return Optional.of(new Missed(listed.path(), LocalErrors.vanished(listed.path(), e)));
        } catch (IOException e) {
            return Optional.of(missed(listed, LocalErrors.reading(e, listed.path())));
        } catch (MigrationException e) {
            return Optional.of(missed(listed, e));
        }
    }

    private static Item missed(TreeEntry listed, MigrationException failure) {
        if (failure.category() == io.godwit.spi.ErrorCategory.CANCELLED) {
            throw failure;
        }
        return new Missed(listed.path(), failure);
    }

    private Item open(TreeEntry listed) throws IOException {
        Path file = NativePaths.resolve(tree.root(), listed.path());
        if (!listed.path().isRoot()) {
            guard.check(listed.path().parent().orElseThrow());
        }
        Status status = tree.entries().look(file);
        TreeEntry now = isAsListed(listed, status)
                ? listed
                : likeListed(listed, tree.entries().entry(listed.path(), file, status, listed.isSparse()));
        if (now.kind() != EntryKind.FILE) {
            return new Found(now, NoContent.INSTANCE);
        }
        FileChannel channel = chain.open(listed.path());
        boolean opened = false;
        try {
            ByteRange all = new ByteRange(0, status.size());
            List<ByteRange> regions = tree.regions(listed.path(), status, channel, now.isSparse());
            current = new LocalFileContent(
                    listed.path(),
                    channel,
                    all,
                    regions,
                    LocalFileContent.Check.of(tree.entries(), file, status),
                    context.cancellation());
            opened = true;
            return new Found(now, current);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /** The version holds the time of the last change of anything, attributes among them. */
    private static boolean isAsListed(TreeEntry listed, Status status) {
        return status.changed() != null
                && listed.kind() == status.kind()
                && listed.version().isPresent()
                && listed.version().get().equals(status.version());
    }

    /** Access lists cost a look-up of their own: whoever listed the entry did that. */
    private static TreeEntry likeListed(TreeEntry listed, TreeEntry now) {
        if (listed.kind() != now.kind() || listed.extended().isEmpty()) {
            return now;
        }
        Map<String, String> more = new LinkedHashMap<>(listed.extended());
        more.keySet().removeIf(name -> !SystemAttributes.isOne(name));
        return LocalEntries.with(now, more);
    }

    @Override
    public void close() {
        try {
            current.close();
            chain.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
