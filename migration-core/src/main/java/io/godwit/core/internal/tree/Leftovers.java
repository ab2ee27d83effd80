package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryResult;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Temporary files that earlier runners of a session left in a destination. Removing them also makes the late rename of a runner that
 * still lives fail. One thread.
 */
public final class Leftovers {
    private static final int BATCH = 500;

    private final WritableFileTree tree;
    private final WriteToken token;
    private final WorkContext context;
    private final List<TreePath> parts = new ArrayList<>();
    private final List<TreePath> directories = new ArrayList<>();
    private @Nullable TreePath aside;

    /**
     * The leftovers of a session.
     *
     * @param tree the destination
     * @param token names the session; what has its fence or a later one stays
     * @param context progress, cancellation, limits
     */
    public Leftovers(WritableFileTree tree, WriteToken token, WorkContext context) {
        this.tree = tree;
        this.token = token;
        this.context = context;
    }

    /**
     * Removes them.
     *
     * @param withParts whether large files under way go too; else they stay for a runner that goes on with them
     * @return how many were removed
     */
    public long sweep(boolean withParts) {
        long removed = 0;
        List<TreeChange> batch = new ArrayList<>();
        try (Cursor<TreeEntry> entries = tree.list(TreePath.ROOT, context)) {
            while (entries.hasNext()) {
                context.cancellation().throwIfCancelled();
                TreeEntry entry = entries.next();
                if (isStale(entry, withParts)) {
                    batch.add(new TreeChange.Delete(entry.path()));
                }
                if (batch.size() == BATCH) {
                    removed += delete(batch);
                }
            }
        } catch (MigrationException e) {
            if (!e.code().equals("tree.not-found")) {
                throw e;
            }
        }
        removed += delete(batch);
        java.util.Collections.reverse(directories);
        directories.forEach(directory -> batch.add(new TreeChange.Delete(directory)));
        directories.clear();
        return removed + delete(batch);
    }

    private boolean isStale(TreeEntry entry, boolean withParts) {
        boolean isInside = aside != null && entry.path().startsWith(aside);
        if (entry.isDirectory() && (isInside || isOfEarlierRunner(entry.path()))) {
            aside = isInside ? aside : entry.path();
            directories.add(entry.path());
            return false;
        }
        if (isInside) {
            return true;
        }
        if (entry.isDirectory() || !OwnNames.isTemporaryOf(entry.path(), token.session())) {
            return false;
        }
        if (OwnNames.isPart(entry.path())) {
            if (!withParts) {
                parts.add(entry.path());
            }
            return withParts;
        }
        return OwnNames.fence(entry.path(), token.session()).orElse(-1) < token.fence();
    }

    /** A directory in which another program kept what it had not completed. */
    private boolean isOfEarlierRunner(TreePath directory) {
        OptionalLong fence = OwnNames.fence(directory, token.session());
        return fence.isPresent() && fence.getAsLong() < token.fence();
    }

    /**
     * Removes the large files that {@link #sweep} left, after all that were to be completed are.
     *
     * @return how many were removed
     */
    public long sweepParts() {
        List<TreeChange> batch = new ArrayList<>();
        long removed = 0;
        for (TreePath part : parts) {
            batch.add(new TreeChange.Delete(part));
            if (batch.size() == BATCH) {
                removed += delete(batch);
            }
        }
        removed += delete(batch);
        parts.clear();
        return removed;
    }

    private long delete(List<TreeChange> batch) {
        if (batch.isEmpty()) {
            return 0;
        }
        for (EntryResult result : tree.apply(List.copyOf(batch), context)) {
            Optional<MigrationException> failure = result.failure();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
        long count = batch.size();
        batch.clear();
        return count;
    }
}
