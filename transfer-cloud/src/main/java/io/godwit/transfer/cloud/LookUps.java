package io.godwit.transfer.cloud;

import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks up many entries. Neighbours are looked for in one listing of their directory, and only those that are there are asked
 * for alone: to hear that something is not there would else cost two requests each.
 */
final class LookUps {
    private static final int PAGE = 1000;
    /** So many pages for each hundred entries, before each is asked for alone. */
    private static final int HUNDRED = 100;

    private final ObjectTree tree;

    LookUps(ObjectTree tree) {
        this.tree = tree;
    }

    List<Optional<TreeEntry>> of(List<TreePath> paths) {
        Map<TreePath, List<TreePath>> families = new LinkedHashMap<>();
        for (TreePath path : paths) {
            path.parent()
                    .ifPresent(parent -> families.computeIfAbsent(parent, p -> new ArrayList<>())
                            .add(path));
        }
        Map<TreePath, Future<Optional<Set<TreePath>>>> known = new LinkedHashMap<>();
        families.forEach((parent, family) -> {
            if (family.size() > 1
                    && family.stream().allMatch(path -> path.text().isPresent())
                    && parent.text().isPresent()) {
                known.put(parent, tree.requests().begin(() -> present(parent, family)));
            }
        });
        List<Future<Optional<TreeEntry>>> answers = new ArrayList<>(paths.size());
        for (TreePath path : paths) {
            Future<Optional<Set<TreePath>>> listed =
                    path.parent().map(known::get).orElse(null);
            answers.add(isAbsent(path, listed) ? null : tree.requests().begin(() -> tree.lookUp(path)));
        }
        List<Optional<TreeEntry>> entries = new ArrayList<>(paths.size());
        for (Future<Optional<TreeEntry>> answer : answers) {
            entries.add(answer == null ? Optional.empty() : Requests.await(answer, "looking up"));
        }
        return entries;
    }

    private static boolean isAbsent(TreePath path, @Nullable Future<Optional<Set<TreePath>>> listed) {
        return listed != null
                && Requests.await(listed, "looking up")
                        .filter(present -> !present.contains(path))
                        .isPresent();
    }

    /** Which of the entries of a directory are there; empty where finding out would take too many pages. */
    private Optional<Set<TreePath>> present(TreePath parent, List<TreePath> family) {
        Set<String> wanted = new HashSet<>();
        String first = null;
        String last = "";
        for (TreePath path : family) {
            String key = tree.keys().bare(path);
            wanted.add(key);
            first = first == null || Keys.compare(key, first) < 0 ? key : first;
            last = Keys.compare(key + "/", last) > 0 ? key + "/" : last;
        }
        ObjectStore store = tree.store();
        Set<TreePath> present = new HashSet<>();
        String prefix = tree.keys().directory(parent);
        String after = "";
        int pages = 1 + family.size() / HUNDRED;
        if (store.canSeek() && store.isSorted() && first != null) {
            // what it begins with comes before it
            after = first.substring(0, first.offsetByCodePoints(first.length(), -1));
            after = after.length() <= prefix.length() ? "" : after;
        }
        while (pages-- > 0) {
            ObjectStore.Page page = store.list(prefix, after, true, PAGE);
            String reached = "";
            for (StoredObject object : page.objects()) {
                reached = object.key();
                if (wanted.contains(reached)) {
                    tree.keys().path(reached).ifPresent(present::add);
                }
            }
            for (String below : page.prefixes()) {
                reached = Keys.compare(below, reached) > 0 ? below : reached;
                if (wanted.contains(below.substring(0, below.length() - 1))) {
                    tree.keys().path(below).ifPresent(present::add);
                }
            }
            String next = page.next();
            if (next == null || (store.isSorted() && Keys.compare(reached, last) >= 0)) {
                return Optional.of(present);
            }
            after = next;
        }
        return Optional.empty();
    }
}
