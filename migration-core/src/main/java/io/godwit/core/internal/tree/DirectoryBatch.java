package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Directories that have to be there, and what those that are there looked like, before units write into them. Collected while the
 * listing is read, and carried out before the next unit is handed out. One thread.
 */
final class DirectoryBatch {
    /**
     * The unit of all that is noted of directories. What is noted first of a directory stays: that is how it looked before anything was
     * done to it, and it is undone after all that was done in it.
     */
    static final String UNIT = "directories";

    private static final int OWNER_WRITES = 0300;
    private static final int OWNER_ALL = 0700;

    private final CopyJob job;
    private final List<TreePath> wanted = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<TreeChange> opened = new ArrayList<>();

    DirectoryBatch(CopyJob job) {
        this.job = job;
    }

    /** A directory that has to be made, or turns out to be there. */
    void make(TreePath directory) {
        wanted.add(directory);
    }

    /** A directory that is there and whose content will change: its attributes come back when that is undone. */
    void touch(TreeEntry directory) {
        effects.add(Effects.attributes(directory));
        OptionalInt mode = directory.mode();
        boolean closed = mode.isPresent() && (mode.getAsInt() & OWNER_WRITES) != OWNER_WRITES;
        if (closed && !job.target().capabilities().has(Feature.OWNERS)) {
            opened.add(new TreeChange.SetAttributes(TreeEntry.of(directory.path(), EntryKind.DIRECTORY)
                    .mode(mode.getAsInt() | OWNER_ALL)
                    .build()));
        }
    }

    boolean isLarge() {
        return wanted.size() >= 1000 || effects.size() >= 1000;
    }

    void flush() {
        if (wanted.isEmpty() && effects.isEmpty()) {
            return;
        }
        try (CallGate.Calls calls = job.calls(0, 1)) {
            Objects.requireNonNull(calls);
            List<TreeChange> changes = new ArrayList<>(opened);
            List<TreeChange.Preserve> keeps = new ArrayList<>();
            List<Optional<TreeEntry>> there =
                    wanted.isEmpty() ? List.of() : job.target().stat(wanted, job.context());
            for (int i = 0; i < wanted.size(); i++) {
                want(wanted.get(i), there.get(i), keeps, changes);
            }
            job.area().ensure(keeps);
            if (!effects.isEmpty()) {
                job.context().units().intend(UNIT, List.copyOf(effects));
            }
            check(job.area().keep(keeps));
            if (!changes.isEmpty()) {
                check(job.target().apply(changes, job.context()));
            }
        }
        wanted.clear();
        effects.clear();
        opened.clear();
    }

    private void want(
            TreePath path, Optional<TreeEntry> there, List<TreeChange.Preserve> keeps, List<TreeChange> changes) {
        if (there.isPresent() && there.get().isDirectory()) {
            effects.add(Effects.attributes(there.get()));
            return;
        }
        if (there.isPresent()) {
            TreePath keep = job.area().nameFor(UNIT + job.context().token().unit(), path);
            effects.add(Effects.delete(there.get(), keep));
            keeps.add(new TreeChange.Preserve(path, keep));
            changes.add(new TreeChange.Delete(path));
        }
        effects.add(Effects.makeDirectory(path));
        changes.add(new TreeChange.MakeDirectory(path));
    }

    private static void check(List<EntryResult> results) {
        for (EntryResult result : results) {
            Optional<MigrationException> failure = result.failure();
            if (failure.isPresent()) {
                throw failure.get();
            }
        }
    }
}
