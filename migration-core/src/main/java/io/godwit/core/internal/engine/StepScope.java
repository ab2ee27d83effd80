package io.godwit.core.internal.engine;

import io.godwit.core.LogEntry;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Plugins;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.internal.journal.CheckpointTable;
import io.godwit.core.internal.journal.JournalLedger;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.core.internal.runtime.ProgressMeter;
import io.godwit.core.internal.runtime.ProgressSnapshot;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WriteToken;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What a step of a running session is given. Thread-safe. */
final class StepScope implements EngineContext {
    /** Ledgers that steps share are told from those of steps by this; no step's name has it. */
    private static final String SHARED = "shared/";

    private final SessionScope session;
    private final String step;
    private final WriteToken token;
    private final JournalLedger units;
    private final Map<String, UnitLedger> shared = new ConcurrentHashMap<>();
    private final FindingSink findings;
    private final ProgressMeter meter;
    private final WorkContext work;

    StepScope(SessionScope session, PlanStep planned, Counts expected) {
        this.session = session;
        this.step = planned.name();
        this.token =
                new WriteToken(session.fence().session(), step, session.fence().token());
        this.units = ledger(step);
        this.findings = new FindingSink(session.journal(), session.fence(), session.log(), step);
        this.meter = new ProgressMeter(findings);
        meter.expect(expected.totalBytes(), expected.totalItems());
        this.work = session.run()
                .context(session.run()
                        .settings()
                        .meters()
                        .counting(planned.data().type(), meter));
    }

    private JournalLedger ledger(String name) {
        return new JournalLedger(
                session.journal(),
                session.fence(),
                name,
                session.run().settings().clock());
    }

    String name() {
        return step;
    }

    FindingSink findings() {
        return findings;
    }

    JournalLedger ledger() {
        return units;
    }

    ProgressSnapshot snapshot() {
        return meter.snapshot();
    }

    /** Counts what earlier attempts moved. */
    void skip(long bytes, long items) {
        meter.skip(bytes, items);
    }

    /** What the step moved so far. */
    Counts counts() {
        ProgressSnapshot now = meter.snapshot();
        return new Counts(now.bytes(), now.items(), now.totalBytes(), now.totalItems());
    }

    @Override
    public UnitLedger units() {
        return units;
    }

    @Override
    public UnitLedger sharedUnits(String name) {
        return shared.computeIfAbsent(name, key -> ledger(SHARED + key));
    }

    @Override
    public WorkExecutor executor() {
        return session.run().executor();
    }

    @Override
    public Plugins plugins() {
        return session.run().plugins();
    }

    @Override
    public Path scratch() {
        return session.scratch().directory();
    }

    @Override
    public Path rejects() {
        Path journal = session.journal().file().toAbsolutePath();
        return journal.resolveSibling(journal.getFileName() + "-rejects").resolve(token.session());
    }

    @Override
    public WriteToken token() {
        return token;
    }

    @Override
    public Optional<String> checkpoint() {
        return session.journal().read(handle -> CheckpointTable.get(handle, token.session(), step));
    }

    @Override
    public void checkpoint(String json) {
        session.journal()
                .update(
                        session.fence(),
                        handle -> CheckpointTable.put(
                                handle,
                                token.session(),
                                step,
                                json,
                                session.log().now()));
    }

    @Override
    public void log(String message) {
        session.log().write(step, LogEntry.Level.INFO, message);
    }

    @Override
    public Progress progress() {
        return work.progress();
    }

    @Override
    public CancellationToken cancellation() {
        return work.cancellation();
    }

    @Override
    public Clock clock() {
        return work.clock();
    }

    @Override
    public Limits limits() {
        return work.limits();
    }

    @Override
    public Connections connections() {
        return work.connections();
    }
}
