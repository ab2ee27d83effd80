package io.godwit.core.internal.engine;

import io.godwit.core.MigrationEvent;
import io.godwit.core.internal.journal.Fence;
import io.godwit.core.internal.journal.FindingTable;
import io.godwit.core.internal.journal.Journal;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.util.function.Consumer;

/**
 * Takes what a step finds: into the journal and to the listener, up to a number; what is beyond is counted, as a million differences
 * help nobody. Thread-safe.
 */
final class FindingSink implements Consumer<Finding> {
    static final int LIMIT = 1000;

    private final Journal journal;
    private final Fence fence;
    private final SessionLog log;
    private final String step;
    private long count;
    private long errorsBeyond;
    private long beyond;

    FindingSink(Journal journal, Fence fence, SessionLog log, String step) {
        this.journal = journal;
        this.fence = fence;
        this.log = log;
        this.step = step;
    }

    @Override
    public void accept(Finding found) {
        synchronized (this) {
            count++;
            if (count > LIMIT) {
                beyond++;
                errorsBeyond += found.severity() == Severity.ERROR ? 1 : 0;
                return;
            }
        }
        store(log.redaction().of(found));
    }

    private void store(Finding finding) {
        journal.update(fence, handle -> FindingTable.insert(handle, fence.session(), step, finding, log.now()));
        log.tell(new MigrationEvent.FindingNoticed(fence.session(), log.now(), step, finding));
    }

    /** Says how many were not listed. Called when the step is done. */
    void finish() {
        long more;
        long errors;
        synchronized (this) {
            more = beyond;
            errors = errorsBeyond;
            beyond = 0;
            errorsBeyond = 0;
            count = 0;
        }
        if (more > 0) {
            store(new Finding(
                    errors > 0 ? Severity.ERROR : Severity.WARNING,
                    errors > 0 ? "verify.more" : "step.more-findings",
                    step,
                    more + " more findings of this step are not listed.",
                    errors + " of them errors",
                    "Settle the ones that are listed, then look again."));
        }
    }
}
