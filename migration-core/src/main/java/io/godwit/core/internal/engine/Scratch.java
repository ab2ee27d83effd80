package io.godwit.core.internal.engine;

import io.godwit.core.internal.journal.Fence;
import io.godwit.core.internal.journal.FootprintTable;
import io.godwit.core.internal.journal.FootprintTable.Footprint;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.JournalFiles;
import io.godwit.core.internal.run.LookContext;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The private directory of a session on this machine, journaled before it is made. Thread-safe. */
final class Scratch implements AutoCloseable {
    static final String KIND = "directory";
    private static final String ID = "scratch";

    private final Journal journal;
    private final Fence fence;
    private final Clock clock;
    private @Nullable Path made;

    Scratch(Journal journal, Fence fence, Clock clock) {
        this.journal = journal;
        this.fence = fence;
        this.clock = clock;
    }

    /** Where it is: beside the journal, so that a large sort does not fill the system's small directory of temporary files. */
    static Path of(Path journal, String session) {
        return journal.toAbsolutePath()
                .resolveSibling(journal.getFileName() + "-scratch")
                .resolve(session);
    }

    synchronized Path directory() {
        if (made == null) {
            Path directory = of(journal.file(), fence.session());
            journal.update(
                    fence,
                    handle -> FootprintTable.put(
                            handle,
                            fence.session(),
                            new Footprint(ID, KIND, directory.toString(), ""),
                            clock.instant()));
            JournalFiles.makeDirectory(directory);
            made = directory;
        }
        return made;
    }

    @Override
    public synchronized void close() {
        if (made != null) {
            LookContext.removeTree(made);
            made = null;
            journal.update(fence, handle -> FootprintTable.removed(handle, fence.session(), ID, clock.instant()));
        }
    }
}
