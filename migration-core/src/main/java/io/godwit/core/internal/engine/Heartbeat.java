package io.godwit.core.internal.engine;

import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationReport.Sample;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.internal.journal.Lease;
import io.godwit.core.internal.journal.SampleTable;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.journal.StepTable;
import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.core.internal.runtime.ProgressSnapshot;
import io.godwit.spi.MigrationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on beside a run: renews the lease every third of its time, looks whether somebody asked to stop, and tells how far the step is.
 * A runner that cannot renew in time stops itself before others may take over. Thread-safe.
 */
final class Heartbeat implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration PROGRESS = Duration.ofMillis(250);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** After so many samples of a step, they are taken half as often. */
    private static final int SAMPLES = 600;

    private final SessionScope session;
    private final Lease lease;
    private final Duration ttl;
    private final ScheduledExecutorService thread;
    private final List<ScheduledFuture<?>> tasks;
    private volatile @Nullable StepScope step;
    private volatile boolean leaseLost;
    private long renewedAt = System.nanoTime();
    private String sampled = "";
    private long samples;
    private long looks;

    Heartbeat(SessionScope session, Lease lease, Duration ttl) {
        this.session = session;
        this.lease = lease;
        this.ttl = ttl;
        this.thread = Executors.newSingleThreadScheduledExecutor(new DaemonThreads("heartbeat"));
        long third = Math.max(1, ttl.toMillis() / 3);
        tasks = List.of(
                every(third, "renew", this::renew),
                every(LOOK.toMillis(), "look", this::look),
                every(PROGRESS.toMillis(), "progress", this::progress));
    }

    private ScheduledFuture<?> every(long millis, String what, Runnable task) {
        return thread.scheduleAtFixedRate(safely(what, task), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Whether the run was cancelled because somebody else has the session now. */
    boolean isLeaseLost() {
        return leaseLost;
    }

    void watch(@Nullable StepScope running) {
        step = running;
    }

    /** A scheduled task that throws is never run again; these must go on. */
    private Runnable safely(String what, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (MigrationException e) {
                if (SessionScope.isLeaseLost(e)) {
                    lose();
                } else {
                    log.atWarn()
                            .addKeyValue("session", session.id())
                            .addKeyValue("task", what)
                            .addKeyValue("code", e.code())
                            .log("The heartbeat of a session failed once");
                }
            } catch (RuntimeException e) {
                log.atError()
                        .addKeyValue("session", session.id())
                        .addKeyValue("task", what)
                        .setCause(e)
                        .log("The heartbeat of a session failed once");
            }
        };
    }

    private void renew() {
        try {
            lease.renew();
            renewedAt = System.nanoTime();
        } catch (MigrationException e) {
            if (!SessionScope.isLeaseLost(e) && System.nanoTime() - renewedAt > ttl.toNanos()) {
                lose();
            }
            throw e;
        }
    }

    private void lose() {
        leaseLost = true;
        session.run().cancellation().cancel();
    }

    private void look() {
        if (session.journal().read(handle -> SessionTable.isCancelRequested(handle, session.id()))) {
            session.run().cancellation().cancel();
        }
        StepScope running = step;
        if (running != null) {
            sample(running);
        }
    }

    private void sample(StepScope running) {
        if (!sampled.equals(running.name())) {
            sampled = running.name();
            samples = 0;
            looks = 0;
        }
        long every = 1L << Math.min(12, samples / SAMPLES);
        if (looks++ % every != 0) {
            return;
        }
        samples++;
        Counts counts = running.counts();
        Sample sample = new Sample(running.name(), session.log().now(), counts.bytes(), counts.items());
        session.journal().updateLater(session.fence(), handle -> {
            SampleTable.insert(handle, session.id(), sample);
            StepTable.progress(handle, session.id(), running.name(), counts);
        });
    }

    private void progress() {
        StepScope running = step;
        if (running == null) {
            return;
        }
        ProgressSnapshot now = running.snapshot();
        session.log()
                .tell(new MigrationEvent.StepProgress(
                        session.id(),
                        session.log().now(),
                        running.name(),
                        new Counts(now.bytes(), now.items(), now.totalBytes(), now.totalItems()),
                        now.bytesPerSecond(),
                        now.itemsPerSecond(),
                        now.remaining().orElse(null)));
    }

    /** Stops, and waits for what is under way. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        thread.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (thread.awaitTermination(10, TimeUnit.SECONDS)) {
                    break;
                }
                log.atWarn().addKeyValue("session", session.id()).log("The heartbeat of a session does not end");
            } catch (InterruptedException e) {
                // It must not write after the lease is gone, so it is waited for all the same.
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
