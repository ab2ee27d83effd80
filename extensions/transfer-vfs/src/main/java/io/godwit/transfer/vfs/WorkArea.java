package io.godwit.transfer.vfs;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryResult;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directory beside an archive in which its parts lie until it is complete. Each part is written there whole or not at all; their
 * numbers say in which order they count. Thread-safe.
 */
final class WorkArea {
    private static final Pattern PART = Pattern.compile("(\\d{9})-(\\d{19})-([^/]*)\\.(entries|changes)");

    private final WritableFileTree tree;
    private final TreePath directory;

    WorkArea(WritableFileTree tree, TreePath file) {
        this.tree = tree;
        this.directory = TreePath.of(WritableFileTree.TEMPORARY_PREFIX + "archive-"
                + UUID.nameUUIDFromBytes(file.bytes()).toString().substring(0, 18));
    }

    /**
     * A part.
     *
     * @param file where it is
     * @param number its place in the order
     * @param fence that of the runner that wrote it
     * @param session for which it was written
     * @param isPlain whether it holds nothing but what may stand in an archive
     */
    record Part(TreeEntry file, long number, long fence, String session, boolean isPlain) {}

    TreePath name(long number, WriteToken token, boolean isPlain) {
        return directory.resolve(String.format(java.util.Locale.ROOT, "%09d-%019d-", number, token.fence())
                + plain(token.session())
                + (isPlain ? ".entries" : ".changes"));
    }

    static String plain(String session) {
        return session.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** The archive when it is whole, before it gets its name. */
    TreePath whole() {
        return directory.resolve("whole");
    }

    /** Says that the archive is whole: what there is of parts stands in it. */
    TreePath mark() {
        return directory.resolve("complete");
    }

    /** What is there, in order. */
    List<Part> parts(WorkContext context) {
        List<Part> parts = new ArrayList<>();
        for (TreeEntry entry : files(context)) {
            Matcher name = PART.matcher(entry.path().name().toString());
            if (name.matches()) {
                parts.add(new Part(
                        entry,
                        Long.parseLong(name.group(1)),
                        Long.parseLong(name.group(2)),
                        name.group(3),
                        name.group(4).equals("entries")));
            }
        }
        parts.sort(Comparator.comparingLong(Part::number).thenComparingLong(Part::fence));
        return parts;
    }

    private List<TreeEntry> files(WorkContext context) {
        List<TreeEntry> files = new ArrayList<>();
        if (tree.stat(List.of(directory), context).get(0).isPresent()) {
            try (Cursor<TreeEntry> cursor = tree.list(directory, context)) {
                cursor.forEachRemaining(files::add);
            }
        }
        return files;
    }

    boolean has(TreePath path, WorkContext context) {
        return tree.stat(List.of(path), context).get(0).isPresent();
    }

    /** Removes everything; the mark goes last. */
    void remove(WorkContext context) {
        List<TreeChange> changes = new ArrayList<>();
        boolean marked = false;
        for (TreeEntry file : files(context)) {
            if (file.path().equals(mark())) {
                marked = true;
            } else {
                changes.add(new TreeChange.Delete(file.path()));
            }
        }
        if (marked) {
            changes.add(new TreeChange.Delete(mark()));
        }
        changes.add(new TreeChange.Delete(directory));
        for (EntryResult result : tree.apply(changes, context)) {
            Optional.of(result).flatMap(EntryResult::failure).ifPresent(failure -> {
                throw failure;
            });
        }
    }
}
