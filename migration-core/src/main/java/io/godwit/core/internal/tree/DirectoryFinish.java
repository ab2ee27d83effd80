package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryResult;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Gives directories their attributes, children before parents, when nothing is written into them any more. One thread. */
final class DirectoryFinish {
    private static final int BATCH = 2000;

    private final CopyJob job;

    DirectoryFinish(CopyJob job) {
        this.job = job;
    }

    void run(Cursor<TreeEntry> directories) {
        List<TreeEntry> batch = new ArrayList<>();
        while (directories.hasNext()) {
            batch.add(directories.next());
            if (batch.size() == BATCH || !directories.hasNext()) {
                job.context().cancellation().throwIfCancelled();
                finish(batch);
                batch.clear();
            }
        }
    }

    private void finish(List<TreeEntry> batch) {
        try (CallGate.Calls calls = job.calls(0, 1)) {
            Objects.requireNonNull(calls);
            List<TreePath> paths = batch.stream().map(TreeEntry::path).toList();
            List<Optional<TreeEntry>> there = job.target().stat(paths, job.context());
            List<Effect> effects = new ArrayList<>();
            List<TreeChange> changes = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
                TreeEntry source = job.prepare(batch.get(i));
                Optional<TreeEntry> now = there.get(i);
                if (now.isPresent()
                        && now.get().isDirectory()
                        && !job.comparer().differences(source, now.get(), false).isEmpty()) {
                    effects.add(Effects.attributes(now.get()));
                    changes.add(new TreeChange.SetAttributes(source));
                }
            }
            if (changes.isEmpty()) {
                return;
            }
            job.context().units().intend(DirectoryBatch.UNIT, effects);
            for (EntryResult result : job.target().apply(changes, job.context())) {
                result.failure().ifPresent(failure -> {
                    throw failure;
                });
            }
        }
    }
}
