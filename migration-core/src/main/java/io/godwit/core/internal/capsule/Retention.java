package io.godwit.core.internal.capsule;

import io.godwit.core.Capsule;
import io.godwit.core.internal.run.BackupMove;
import io.godwit.spi.Cursor;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Removes older backups. What cannot be opened is no backup that we know of, and stays. */
final class Retention {
    private final Location directory;
    private final String name;
    private final WorkContext context;

    Retention(Location directory, String name, WorkContext context) {
        this.directory = directory;
        this.name = name;
        this.context = context;
    }

    /** Removes all but the newest ones; how many that were. */
    int prune(int keep) {
        Location plain = Capsules.place(directory).files();
        try (WritableFileTree tree = context.connections().writableTree(plain)) {
            Map<TreePath, Capsule> backups = find(tree);
            List<TreePath> byAge = new ArrayList<>(backups.keySet());
            byAge.sort(Comparator.comparing(
                            (TreePath path) -> capsule(backups, path).createdAt())
                    .reversed());
            int removed = 0;
            for (TreePath old : byAge.subList(Math.min(keep, byAge.size()), byAge.size())) {
                remove(tree, old);
                removed++;
            }
            return removed;
        }
    }

    private static Capsule capsule(Map<TreePath, Capsule> backups, TreePath path) {
        return Objects.requireNonNull(backups.get(path));
    }

    private Map<TreePath, Capsule> find(WritableFileTree tree) {
        List<TreePath> candidates = new ArrayList<>();
        try (Cursor<TreeEntry> all = tree.list(
                TreePath.ROOT, path -> path.parent().filter(TreePath::isRoot).isPresent(), context)) {
            while (all.hasNext()) {
                TreePath path = all.next().path();
                boolean isHeader = path.name().toString().equals(CapsuleHeader.FILE);
                path.parent()
                        .filter(parent ->
                                isHeader && !parent.isRoot() && parent.name().equals(parent))
                        .ifPresent(candidates::add);
            }
        }
        Map<TreePath, Capsule> backups = new TreeMap<>();
        for (TreePath candidate : candidates) {
            try {
                Capsule capsule = Capsules.look(BackupMove.below(directory, candidate.toString()), context);
                if (capsule.name().equals(name)) {
                    backups.put(candidate, capsule);
                }
            } catch (MigrationException e) {
                if (!e.code().startsWith("capsule.")) {
                    throw e;
                }
                context.progress()
                        .report(Finding.warning(
                                "backup.unreadable",
                                candidate.toString(),
                                "A directory beside the backups cannot be opened as one, and stays: " + e.code() + ".",
                                "Look at it, and remove it by hand if nobody needs it."));
            }
        }
        return backups;
    }

    /** The header first: from then on it is none. */
    private void remove(WritableFileTree tree, TreePath backup) {
        List<TreeChange> changes = new ArrayList<>();
        try (Cursor<TreeEntry> all = tree.list(backup, context)) {
            while (all.hasNext()) {
                changes.add(new TreeChange.Delete(all.next().path()));
            }
        }
        Collections.reverse(changes);
        changes.add(new TreeChange.Delete(backup));
        changes.add(0, new TreeChange.Delete(backup.resolve(CapsuleHeader.FILE)));
        changes.remove(changes.lastIndexOf(changes.get(0)));
        tree.apply(changes, context).stream()
                .flatMap(result -> result.failure().stream())
                .findFirst()
                .ifPresent(failure -> {
                    throw failure;
                });
    }
}
