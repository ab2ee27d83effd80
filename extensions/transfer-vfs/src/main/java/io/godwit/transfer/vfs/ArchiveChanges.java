package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes to an archive under way: each is done to the index, and written down so that another process does it again. One thread. */
final class ArchiveChanges {
    private static final String DELETE = "delete";
    private static final String RENAME = "rename";
    private static final String PRESERVE = "preserve";
    private static final String SET = "set";

    private final ArchiveIndex index;
    private final TarOut log;
    private boolean isPlain = true;
    private long count;

    /**
     * Changes.
     *
     * @param index what they are done to
     * @param log where they are written down
     */
    ArchiveChanges(ArchiveIndex index, TarOut log) {
        this.index = index;
        this.log = log;
    }

    /** Whether what was written down are entries that may stand in an archive. */
    boolean isPlain() {
        return isPlain;
    }

    /** How many were written down. */
    long count() {
        return count;
    }

    void apply(TreeChange change) throws IOException {
        TreePath path = change.path();
        if (change instanceof TreeChange.MakeDirectory) {
            makeDirectory(path);
        } else if (change instanceof TreeChange.SetAttributes set) {
            setAttributes(set.entry());
        } else if (change instanceof TreeChange.Delete) {
            delete(path);
        } else if (change instanceof TreeChange.Rename rename) {
            rename(path, rename.to());
        } else if (change instanceof TreeChange.Preserve preserve) {
            preserve(path, preserve.to());
        }
    }

    private void makeDirectory(TreePath path) throws IOException {
        requireReachable(path);
        Optional<ArchiveIndex.Node> there = index.find(path);
        if (there.isPresent() && !there.get().entry().isDirectory()) {
            throw TreeFailures.kindConflict(path, "a file has its name");
        }
        if (there.isEmpty()) {
            writeDirectory(TreeEntry.of(path, EntryKind.DIRECTORY).mode(0755).build());
        }
    }

    private void writeDirectory(TreeEntry directory) throws IOException {
        log.begin(directory.path(), directory, null, 0);
        log.end();
        count++;
        index.put(directory, null);
    }

    private void setAttributes(TreeEntry entry) throws IOException {
        requireReachable(entry.path());
        ArchiveIndex.Node there = require(entry.path());
        TreeEntry merged = merged(there.entry(), entry);
        if (merged.isDirectory()) {
            writeDirectory(merged);
        } else if (!merged.equals(there.entry())) {
            note(SET, entry, null);
            replay(index, SET, entry, null);
        }
    }

    private static TreeEntry merged(TreeEntry old, TreeEntry wanted) {
        TreeEntry.Builder merged = TreeEntry.of(old.path(), old.kind())
                .size(old.size())
                .sparse(old.isSparse())
                .linkGroup(old.linkGroup().orElse(null))
                .modified(wanted.modified().or(old::modified).orElse(null))
                .owner(wanted.owner().or(old::owner).orElse(null))
                .group(wanted.group().or(old::group).orElse(null));
        old.target().ifPresent(merged::target);
        if (wanted.mode().isPresent() || old.mode().isPresent()) {
            merged.mode(wanted.mode().orElseGet(() -> old.mode().orElse(0)));
        }
        (wanted.extended().isEmpty() ? old : wanted).extended().forEach(merged::extended);
        return merged.build();
    }

    private void delete(TreePath path) throws IOException {
        if (index.obstacle(path).isPresent()) {
            return;
        }
        Optional<ArchiveIndex.Node> there = index.find(path);
        if (there.isEmpty()) {
            return;
        }
        if (there.get().entry().isDirectory() && index.isOccupied(path)) {
            throw TreeFailures.notEmpty(path);
        }
        note(DELETE, TreeEntry.of(path, EntryKind.FILE).build(), null);
        replay(index, DELETE, there.get().entry(), null);
    }

    private void rename(TreePath path, TreePath to) throws IOException {
        requireReachable(path);
        requireReachable(to);
        if (index.find(path).isEmpty() && index.find(to).isPresent()) {
            return;
        }
        TreeEntry moved = require(path).entry();
        Optional<ArchiveIndex.Node> there = index.find(to);
        if (there.isPresent() && there.get().entry().isDirectory() && (!moved.isDirectory() || index.isOccupied(to))) {
            throw TreeFailures.kindConflict(to, "a directory has its name");
        }
        note(RENAME, TreeEntry.of(path, EntryKind.FILE).build(), to);
        replay(index, RENAME, moved, to);
    }

    private void preserve(TreePath path, TreePath to) throws IOException {
        requireReachable(path);
        requireReachable(to);
        if (index.find(to).isPresent()) {
            return; // kept before; what stands under the path now is not what was to be kept
        }
        TreeEntry kept = require(path).entry();
        if (kept.isDirectory()) {
            throw TreeFailures.kindConflict(path, "it is a directory");
        }
        note(PRESERVE, TreeEntry.of(path, EntryKind.FILE).build(), to);
        replay(index, PRESERVE, kept, to);
    }

    private void note(String kind, TreeEntry entry, @Nullable TreePath to) throws IOException {
        isPlain = false;
        count++;
        log.change(kind, entry, to);
    }

    private void requireReachable(TreePath path) {
        index.obstacle(path).ifPresent(obstacle -> {
            throw inTheWay(path, obstacle);
        });
    }

    static MigrationException inTheWay(TreePath path, TreeEntry obstacle) {
        return obstacle.kind() == EntryKind.SYMLINK
                ? TreeFailures.linkInPath(path, obstacle.path())
                : TreeFailures.kindConflict(path, "\"" + obstacle.path() + "\" is a file");
    }

    private ArchiveIndex.Node require(TreePath path) {
        return index.find(path).orElseThrow(() -> TreeFailures.vanished(path));
    }

    /** Does to an index what was written down. */
    static void replay(ArchiveIndex index, String kind, TreeEntry entry, @Nullable TreePath to) {
        TreePath path = entry.path();
        Optional<ArchiveIndex.Node> there = index.find(path);
        switch (kind) {
            case DELETE -> {
                index.remove(path);
                if (path.isRoot()) {
                    index.setThere(false);
                }
            }
            case RENAME -> {
                if (there.isPresent() && to != null) {
                    index.remove(to);
                    index.rename(path, to);
                }
            }
            case PRESERVE -> {
                if (there.isPresent() && to != null) {
                    TreeEntry old = there.get().entry();
                    index.put(
                            old.toBuilder(to).linkGroup(null).build(),
                            there.get().content());
                }
            }
            case SET -> there.ifPresent(node -> index.update(merged(node.entry(), entry), node.content()));
            default -> throw new IllegalStateException("an unknown change of an archive: " + kind);
        }
    }
}
