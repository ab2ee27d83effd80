package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The private directory {@code .godwit-<session>} inside a destination, where what is overwritten or deleted is kept. Its names are
 * numbers without an extension, so that no web server runs what is in it. Thread-safe.
 */
public final class KeepArea {
    /** The kinds of effects that keep something aside. */
    public static final Set<String> KEEPING = Set.of(Effects.REPLACE, Effects.DELETE);

    private static final int PRIVATE = 0700;
    private static final int BATCH = 500;

    private final CopyJob job;
    private final TreePath area;
    private @Nullable TreeEntry root;
    private boolean isThere;

    KeepArea(CopyJob job) {
        this.job = job;
        this.area = OwnNames.area(job.context().token().session());
    }

    /**
     * What the directory is called.
     *
     * @param session id of the session
     * @return the name, below the root of the destination
     */
    public static String nameOf(String session) {
        return OwnNames.area(session).toString();
    }

    /** The root as it was before anything was written. */
    void rootWas(Optional<TreeEntry> before) {
        root = before.orElse(null);
    }

    TreePath path() {
        return area;
    }

    /** Where a unit keeps what was under a path. A unit that is repeated keeps it under the same name. */
    TreePath nameFor(String unit, TreePath path) {
        byte[] hash =
                MeteredContent.sha256().digest((unit + "\0" + PathText.of(path)).getBytes(StandardCharsets.UTF_8));
        return area.resolve(HexFormat.of().formatHex(hash, 0, 12));
    }

    /**
     * Keeps what is under some paths; what is kept already stays as it is, since what is under the path now may be ours.
     *
     * @return a result per path that was not kept before
     */
    List<EntryResult> keep(List<TreeChange.Preserve> wanted) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Optional<TreeEntry>> kept =
                job.target().stat(wanted.stream().map(TreeChange.Preserve::to).toList(), job.context());
        List<TreeChange> missing = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            if (kept.get(i).isEmpty()) {
                missing.add(wanted.get(i));
            }
        }
        return missing.isEmpty() ? List.of() : job.target().apply(missing, job.context());
    }

    /** Makes the directory where something is to be kept; called before that is noted, so that it is undone after it. */
    synchronized void ensure(List<TreeChange.Preserve> wanted) {
        if (isThere || wanted.isEmpty()) {
            return;
        }
        if (root != null) {
            job.context().units().intend(DirectoryBatch.UNIT, List.of(Effects.attributes(root)));
        }
        job.context().units().intend("area", List.of(Effects.makeArea(area)));
        TreeEntry attributes =
                TreeEntry.of(area, EntryKind.DIRECTORY).mode(PRIVATE).build();
        for (EntryResult result : job.target()
                .apply(
                        List.of(new TreeChange.MakeDirectory(area), new TreeChange.SetAttributes(attributes)),
                        job.context())) {
            result.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        isThere = true;
    }

    /**
     * Removes what a session keeps in a tree, when it is not needed any more. Afterwards the session cannot be undone.
     *
     * @param tree a destination
     * @param session id of the session
     * @param context progress, cancellation, limits
     * @return how many things were removed
     * @throws MigrationException where something could not be removed
     */
    public static long remove(WritableFileTree tree, String session, WorkContext context) {
        TreePath area = OwnNames.area(session);
        if (tree.stat(List.of(area), context).get(0).isEmpty()) {
            return 0;
        }
        Optional<TreeEntry> root = tree.stat(List.of(TreePath.ROOT), context).get(0);
        long removed = 0;
        List<TreeChange> batch = new ArrayList<>();
        try (Cursor<TreeEntry> kept = tree.list(area, context)) {
            while (kept.hasNext()) {
                batch.add(new TreeChange.Delete(kept.next().path()));
                if (batch.size() == BATCH) {
                    removed += delete(tree, batch, context);
                }
            }
        }
        batch.add(new TreeChange.Delete(area));
        // removing a name is no change of the content that people mean
        root.ifPresent(before -> batch.add(new TreeChange.SetAttributes(before)));
        return removed + delete(tree, batch, context);
    }

    private static long delete(WritableFileTree tree, List<TreeChange> batch, WorkContext context) {
        for (EntryResult result : tree.apply(List.copyOf(batch), context)) {
            result.failure().ifPresent(failure -> {
                throw failure;
            });
        }
        long count = batch.stream().filter(TreeChange.Delete.class::isInstance).count();
        batch.clear();
        return count;
    }
}
