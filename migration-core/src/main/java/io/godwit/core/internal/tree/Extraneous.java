package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Deletes what only the destination has, each file kept aside first. Nothing is deleted where the source was not listed completely, or
 * where it is empty, since then it may simply not be mounted. One thread.
 */
final class Extraneous {
    private static final String UNIT = "extraneous";
    private static final int BATCH = 500;

    private final CopyJob job;
    private long deleted;

    Extraneous(CopyJob job) {
        this.job = job;
    }

    /** Deletes what is in the list; how many that were. */
    long run(Spool<TreeEntry> extraneous, long sourceEntries, boolean isListingClean) {
        if (extraneous.isEmpty()) {
            return 0;
        }
        if (sourceEntries == 0 || !isListingClean) {
            job.findings()
                    .report(Finding.warning(
                            "tree.delete-refused",
                            job.move().name(),
                            sourceEntries == 0
                                    ? "Nothing was deleted at the destination, since the source is empty."
                                    : "Nothing was deleted at the destination, since the source could not be listed"
                                            + " completely.",
                            "Check that the source is mounted and may be read."));
            return 0;
        }
        rememberDirectories(extraneous);
        try (Cursor<TreeEntry> childrenFirst = extraneous.backward()) {
            List<TreeEntry> batch = new ArrayList<>();
            while (childrenFirst.hasNext()) {
                batch.add(childrenFirst.next());
                if (batch.size() == BATCH || !childrenFirst.hasNext()) {
                    job.context().cancellation().throwIfCancelled();
                    delete(batch);
                    batch.clear();
                }
            }
        }
        return deleted;
    }

    /** Before anything in them goes, so that they look the same again when all of that is undone. */
    private void rememberDirectories(Spool<TreeEntry> extraneous) {
        List<Effect> effects = new ArrayList<>();
        try (Cursor<TreeEntry> parentsFirst = extraneous.forward()) {
            while (parentsFirst.hasNext()) {
                TreeEntry entry = parentsFirst.next();
                if (entry.isDirectory()) {
                    effects.add(Effects.attributes(entry));
                }
                if (!effects.isEmpty() && (effects.size() == BATCH || !parentsFirst.hasNext())) {
                    job.context().units().intend(DirectoryBatch.UNIT, List.copyOf(effects));
                    effects.clear();
                }
            }
        }
        if (!effects.isEmpty()) {
            job.context().units().intend(DirectoryBatch.UNIT, effects);
        }
    }

    private void delete(List<TreeEntry> listed) {
        try (CallGate.Calls calls = job.calls(0, 1)) {
            Objects.requireNonNull(calls);
            List<Optional<TreeEntry>> there =
                    job.target().stat(listed.stream().map(TreeEntry::path).toList(), job.context());
            List<Effect> effects = new ArrayList<>();
            List<TreeChange.Preserve> keeps = new ArrayList<>();
            List<TreeChange> deletions = new ArrayList<>();
            for (int i = 0; i < listed.size(); i++) {
                Optional<TreeEntry> now = there.get(i);
                if (now.isEmpty() || now.get().kind() != listed.get(i).kind()) {
                    continue;
                }
                consider(now.get(), effects, keeps, deletions);
            }
            if (deletions.isEmpty()) {
                return;
            }
            job.area().ensure(keeps);
            job.context().units().intend(UNIT, effects);
            for (EntryResult kept : job.area().keep(keeps)) {
                kept.failure().ifPresent(failure -> {
                    throw failure;
                });
            }
            for (EntryResult result : job.target().apply(deletions, job.context())) {
                settle(result);
            }
        }
    }

    private void consider(
            TreeEntry now, List<Effect> effects, List<TreeChange.Preserve> keeps, List<TreeChange> deletions) {
        if (now.isDirectory()) {
            effects.add(Effects.deleteDirectory(now));
        } else if (now.kind() == EntryKind.FILE || now.kind() == EntryKind.SYMLINK) {
            TreePath keep = job.area().nameFor(UNIT + job.context().token().unit(), now.path());
            effects.add(Effects.delete(now, keep));
            keeps.add(new TreeChange.Preserve(now.path(), keep));
        } else {
            job.findings()
                    .report(Finding.info(
                            "tree.special-kept",
                            now.path().toString(),
                            "A " + now.kind() + " was not deleted at the destination, since it could not be kept."));
            return;
        }
        deletions.add(new TreeChange.Delete(now.path()));
    }

    private void settle(EntryResult result) {
        Optional<MigrationException> failure = result.failure();
        if (failure.isEmpty()) {
            deleted++;
        } else if (failure.get().code().equals("tree.not-empty")) {
            job.findings()
                    .report(Finding.info(
                            "tree.not-empty",
                            result.path().toString(),
                            "A directory was not deleted at the destination, since it holds what is excluded."));
        } else {
            throw failure.get();
        }
    }
}
