package io.godwit.core.internal.engine;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.core.StepStatus;
import io.godwit.core.internal.journal.Fence;
import io.godwit.core.internal.journal.FootprintTable;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.Lease;
import io.godwit.core.internal.journal.Leases;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.SessionTable.End;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.run.LookContext;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.RunSettings;
import io.godwit.core.internal.runtime.RunCancellation;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes sessions, lets something be done with them, and lets go of them. Thread-safe. */
final class Runner {
    private final Journal journal;
    private final Leases leases;
    private final String actor;
    private final Redaction redaction;
    private final Set<Active> active = Collections.synchronizedSet(new LinkedHashSet<>());

    Runner(Journal journal, Leases leases, String actor, Redaction redaction) {
        this.journal = journal;
        this.leases = leases;
        this.actor = actor;
        this.redaction = redaction;
    }

    /** What is done with a session. */
    interface Work {
        /** Refuses, before anything was changed. */
        void check(SessionTable.Row row, SessionScope session);

        /** What is about to be done, for the record: {@code run}, {@code resume}, {@code rollback}, {@code verify}. */
        String name();

        /** Whether it undoes the session. */
        default boolean isUndoing(SessionTable.Row row) {
            return false;
        }

        /** The last step that stays where it is undone, or null. */
        default @Nullable String undoTo(SessionTable.Row row) {
            return null;
        }

        /** Whether the session is as it was while this is under way, and also where it fails. */
        default boolean keepsStatus() {
            return false;
        }

        /** Does it. */
        End run(SessionScope session, Heartbeat heartbeat, SessionTable.Row row);
    }

    /** Makes the settings of a run of a plan: plugins with the secrets and code that belong to it. */
    interface Settings {
        RunSettings of(MigrationPlan plan);
    }

    /** Asks a run of this process to stop. */
    void cancel(String session) {
        synchronized (active) {
            active.stream().filter(each -> each.session.equals(session)).forEach(Active::cancel);
        }
    }

    /** Asks all runs of this process to stop, and waits until they have. */
    void close() {
        boolean interrupted = false;
        synchronized (active) {
            while (!active.isEmpty()) {
                active.forEach(Active::cancel);
                try {
                    active.wait(1000);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A run of this process, from before it has its lease until after it let go of it. */
    private final class Active implements AutoCloseable {
        private final String session;
        private @Nullable RunCancellation cancellation;
        private boolean cancelled;

        Active(String session) {
            this.session = session;
            active.add(this);
        }

        synchronized void attach(RunCancellation token) {
            cancellation = token;
            if (cancelled) {
                token.cancel();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (cancellation != null) {
                cancellation.cancel();
            }
        }

        @Override
        public void close() {
            synchronized (active) {
                active.remove(this);
                active.notifyAll();
            }
        }
    }

    /**
     * Does something with a session.
     *
     * @throws MigrationException where it was refused, where this process is not the runner any more, or where the journal fails
     */
    End with(String id, Settings settings, Consumer<MigrationEvent> listener, Work work) {
        journal.read(handle -> SessionTable.get(handle, id));
        try (Active mine = new Active(id);
                Lease lease = leases.take(id)) {
            Fence fence = lease.fence();
            SessionTable.Row row = journal.read(handle -> SessionTable.get(handle, id));
            MigrationPlan plan = row.readPlan();
            RunSettings own = settings.of(plan);
            EventStream events = new EventStream(own.meters().hearing(plan, listener));
            SessionLog log = new SessionLog(journal, fence, events, own.clock(), actor, redaction);
            Consumer<Finding> findings = new FindingSink(journal, fence, log, "");
            try (Scratch scratch = new Scratch(journal, fence, own.clock());
                    RunScope run = new RunScope(own, "session " + id, plan.options(), plan.places(), findings)) {
                mine.attach(run.cancellation());
                SessionScope session = new SessionScope(plan, journal, fence, run, log, scratch);
                try (Heartbeat heartbeat = new Heartbeat(session, lease, leases.ttl())) {
                    return run(session, heartbeat, row, work);
                }
            }
        }
    }

    private End run(SessionScope session, Heartbeat heartbeat, SessionTable.Row row, Work work) {
        work.check(row, session);
        sweep(session);
        begin(session, row, work);
        End end = work.run(session, heartbeat, row);
        if (heartbeat.isLeaseLost()) {
            throw Guard.lost(session.fence());
        }
        session.run().close();
        session.pass("session.before-end");
        journal.update(session.fence(), handle -> {
            SessionTable.end(
                    handle,
                    session.id(),
                    end,
                    work.keepsStatus() ? row.endedAt() : session.log().now());
            session.log().audit(handle, "session.end", end.outcome().name());
        });
        session.pass("session.after-end");
        ErrorInfo error = end.error();
        session.log()
                .tell(new MigrationEvent.SessionFinished(
                        session.id(), session.log().now(), end.outcome(), error, end.runbook()));
        return end;
    }

    private void begin(SessionScope session, SessionTable.Row row, Work work) {
        boolean isUndoing = work.isUndoing(row);
        session.pass("session.before-begin");
        journal.update(session.fence(), handle -> {
            if (!work.keepsStatus()) {
                SessionTable.begin(
                        handle, session.id(), isUndoing, session.log().now());
                SessionTable.undoTo(handle, session.id(), work.undoTo(row));
            }
            session.log().audit(handle, "session." + work.name(), session.plan().hash());
        });
        session.pass("session.after-begin");
        long completed = journal.read(handle -> StepTable.list(handle, session.id()).stream()
                .filter(step -> step.status() == StepStatus.COMPLETED)
                .count());
        session.log()
                .tell(new MigrationEvent.SessionStarted(
                        session.id(),
                        session.log().now(),
                        session.plan().name(),
                        session.plan().steps().size(),
                        (int) completed,
                        isUndoing));
    }

    /** Removes what an earlier process left on this machine. */
    private void sweep(SessionScope session) {
        for (FootprintTable.Footprint left : journal.read(handle -> FootprintTable.open(handle, session.id()))) {
            if (left.kind().equals(Scratch.KIND)) {
                LookContext.removeTree(Path.of(left.place()));
                journal.update(
                        session.fence(),
                        handle -> FootprintTable.removed(
                                handle, session.id(), left.id(), session.log().now()));
            }
        }
    }
}
