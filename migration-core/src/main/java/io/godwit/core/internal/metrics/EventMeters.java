package io.godwit.core.internal.metrics;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts and times what a run tells of. One thread at a time. */
final class EventMeters implements Consumer<MigrationEvent> {
    private final MeterRegistry registry;
    private final SessionTally tally;
    private final Consumer<MigrationEvent> listener;
    private final Map<String, String> types = new HashMap<>();
    private long began;

    EventMeters(MeterRegistry registry, SessionTally tally, MigrationPlan plan, Consumer<MigrationEvent> listener) {
        this.registry = registry;
        this.tally = tally;
        this.listener = listener;
        plan.steps().forEach(step -> types.put(step.name(), step.data().type()));
    }

    @Override
    public void accept(MigrationEvent event) {
        count(event);
        listener.accept(event);
    }

    private void count(MigrationEvent event) {
        if (event instanceof MigrationEvent.SessionStarted) {
            // Where a run turns back, it is told to start a second time, and is still the same run.
            began = began == 0 ? System.nanoTime() : began;
        } else if (event instanceof MigrationEvent.StepFinished end) {
            registry.timer(
                            "godwit.steps",
                            "type",
                            type(end.step()),
                            "status",
                            end.status().name())
                    .record(end.took());
            error(end.error());
        } else if (event instanceof MigrationEvent.StepRetried retry) {
            RegistryMeters.retried(registry, "step");
            error(retry.error());
        } else if (event instanceof MigrationEvent.StepUndone undone) {
            registry.counter(
                            "godwit.undos",
                            "type",
                            type(undone.step()),
                            "result",
                            undone.error() == null ? "undone" : "failed")
                    .increment();
            error(undone.error());
        } else if (event instanceof MigrationEvent.FindingNoticed noticed) {
            registry.counter(
                            "godwit.findings",
                            "severity",
                            noticed.finding().severity().name())
                    .increment();
        } else if (event instanceof MigrationEvent.SessionFinished end) {
            registry.timer("godwit.sessions", "outcome", end.outcome().name())
                    .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            tally.ended(end.outcome());
        }
    }

    private String type(String step) {
        return Objects.requireNonNullElse(types.get(step), "");
    }

    private void error(@Nullable ErrorInfo error) {
        if (error != null) {
            RegistryMeters.error(registry, error.category(), error.code());
        }
    }
}
