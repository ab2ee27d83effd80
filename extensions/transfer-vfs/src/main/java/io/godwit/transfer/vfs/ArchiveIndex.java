package io.godwit.transfer.vfs;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an archive holds, by path. A path that came later takes the place of an earlier one. One thread at a time. */
final class ArchiveIndex {
    private static final int IMPLIED = 0755;

    private final TreeMap<TreePath, Node> nodes = new TreeMap<>();
    private boolean isThere;
    private boolean isClean = true;

    /**
     * An entry.
     *
     * @param entry its attributes
     * @param content where the content of a file lies; null for anything else
     */
    record Node(TreeEntry entry, @Nullable Stored content) {}

    /** Whether there is an archive at all, if only an empty one. */
    boolean isThere() {
        return isThere || !nodes.isEmpty();
    }

    /** Whether nothing that is no directory was replaced, removed or renamed: what was read makes up the archive as it is. */
    boolean isClean() {
        return isClean;
    }

    void setThere(boolean there) {
        isThere = there;
    }

    boolean isEmpty() {
        return nodes.keySet().stream().allMatch(TreePath::isRoot);
    }

    int size() {
        return nodes.size();
    }

    /** An entry; directories that nothing but their content tells of are there, too. */
    Optional<Node> find(TreePath path) {
        Node node = nodes.get(path);
        if (node != null) {
            return Optional.of(node);
        }
        if (path.isRoot()) {
            return isThere() ? Optional.of(implied(path)) : Optional.empty();
        }
        return Optional.empty();
    }

    private static Node implied(TreePath path) {
        return new Node(TreeEntry.of(path, EntryKind.DIRECTORY).mode(IMPLIED).build(), null);
    }

    /** The nearest thing above a path that is no directory. */
    Optional<TreeEntry> obstacle(TreePath path) {
        for (TreePath at = path.parent().orElse(null);
                at != null && !at.isRoot();
                at = at.parent().orElse(null)) {
            Node node = nodes.get(at);
            if (node != null && !node.entry().isDirectory()) {
                return Optional.of(node.entry());
            }
        }
        return Optional.empty();
    }

    /** Adds or replaces, and makes the directories above. */
    void put(TreeEntry entry, @Nullable Stored content) {
        for (TreePath at = entry.path().parent().orElse(null);
                at != null && !at.isRoot() && !nodes.containsKey(at);
                at = at.parent().orElse(null)) {
            nodes.put(at, implied(at));
        }
        isThere = true;
        Node before = nodes.put(entry.path(), new Node(entry, content));
        if (before != null && !(before.entry().isDirectory() && entry.isDirectory())) {
            isClean = false;
        }
    }

    /** Gives an entry other attributes; its content stays. */
    void update(TreeEntry entry, @Nullable Stored content) {
        nodes.put(entry.path(), new Node(entry, content));
    }

    void remove(TreePath path) {
        isClean = false;
        nodes.remove(path);
    }

    /** Whether something is in a directory. */
    boolean isOccupied(TreePath directory) {
        if (directory.isRoot()) {
            return !isEmpty();
        }
        TreePath next = nodes.higherKey(directory);
        while (next != null && !next.startsWith(directory)) {
            // "name-" and "name." stand between "name" and "name/"
            if (!startsAlike(next, directory)) {
                return false;
            }
            next = nodes.higherKey(next);
        }
        return next != null;
    }

    private static boolean startsAlike(TreePath path, TreePath directory) {
        byte[] whole = path.bytes();
        byte[] start = directory.bytes();
        return whole.length >= start.length && java.util.Arrays.equals(whole, 0, start.length, start, 0, start.length);
    }

    /** Everything below a directory, in the order of listings, with hard links told where there are several. */
    List<Node> below(TreePath directory) {
        List<Node> found = new ArrayList<>();
        for (Node node : nodes.tailMap(directory, false).values()) {
            if (node.entry().path().startsWith(directory)
                    && !node.entry().path().isRoot()) {
                found.add(node);
            } else if (!startsAlike(node.entry().path(), directory)) {
                break;
            }
        }
        found.sort((a, b) -> a.entry()
                .path()
                .compareAs(a.entry().isDirectory(), b.entry().path(), b.entry().isDirectory()));
        return found;
    }

    /** Renames, with everything below. */
    void rename(TreePath from, TreePath to) {
        isClean = false;
        List<Node> moved = new ArrayList<>(below(from));
        find(from).ifPresent(moved::add);
        moved.forEach(node -> nodes.remove(node.entry().path()));
        for (Node node : moved) {
            byte[] old = node.entry().path().bytes();
            byte[] rest = java.util.Arrays.copyOfRange(old, Math.min(old.length, from.length() + 1), old.length);
            TreePath path = rest.length == 0 ? to : to.resolve(TreePath.ofBytes(rest));
            put(node.entry().toBuilder(path).build(), node.content());
        }
    }

    /** The root, where the archive itself tells of it. */
    Optional<Node> explicitRoot() {
        return Optional.ofNullable(nodes.get(TreePath.ROOT));
    }
}
