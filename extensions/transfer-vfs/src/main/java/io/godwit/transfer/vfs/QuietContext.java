package io.godwit.transfer.vfs;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkContext;
import java.time.Clock;

/** Another context, whose work counts for nothing: what is written to store an archive is counted when its entries are. */
final class QuietContext implements WorkContext, Progress {
    private final WorkContext context;

    QuietContext(WorkContext context) {
        this.context = context;
    }

    @Override
    public Progress progress() {
        return this;
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

    @Override
    public void addBytes(long bytes) {
        // counted elsewhere
    }

    @Override
    public void addItems(long items) {
        // counted elsewhere
    }

    @Override
    public void report(Finding finding) {
        context.progress().report(finding);
    }
}
