package io.godwit.core.internal.tree;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.Severity;
import io.godwit.spi.WorkContext;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** A context that counts what went wrong while something was listed. Thread-safe. */
final class WatchedContext implements WorkContext {
    private final WorkContext context;
    private final FindingSink findings;
    private final AtomicLong faults = new AtomicLong();

    WatchedContext(WorkContext context, FindingSink findings) {
        this.context = context;
        this.findings = findings;
    }

    /** Whether nothing had to be left out. */
    boolean isClean() {
        return faults.get() == 0;
    }

    @Override
    public Progress progress() {
        Progress progress = context.progress();
        return new Progress() {
            @Override
            public void addBytes(long bytes) {
                progress.addBytes(bytes);
            }

            @Override
            public void addItems(long items) {
                progress.addItems(items);
            }

            @Override
            public void report(Finding finding) {
                if (finding.severity() != Severity.INFO) {
                    faults.incrementAndGet();
                }
                findings.report(finding);
            }
        };
    }

    @Override
    public CancellationToken cancellation() {
        return context.cancellation();
    }

    @Override
    public Clock clock() {
        return context.clock();
    }

    @Override
    public Limits limits() {
        return context.limits();
    }

    @Override
    public Connections connections() {
        return context.connections();
    }
}
