package io.godwit.core.internal.metrics;

import io.godwit.core.MigrationEvent;
import io.godwit.core.MigrationPlan;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Tells a registry what a migrator does. Thread-safe. */
public final class RegistryMeters implements Meters {
    private static final Set<String> OF_FILES = Set.of(TreeMove.COPY, TreeMove.VERIFY);
    private static final Set<String> OF_ROWS = Set.of(DatabaseMove.LOAD, DatabaseMove.VERIFY);

    private final MeterRegistry registry;
    private final List<Meter> ofThis = new ArrayList<>();
    private final AtomicLong unitsRunning = new AtomicLong();
    private volatile IntSupplier journalQueue = () -> 0;
    private final AtomicLong reserved = new AtomicLong();
    private final Map<String, AtomicLong> open = new TreeMap<>();
    private final SessionTally tally = new SessionTally();

    /**
     * Meters of one migrator.
     *
     * @param registry takes them
     * @param memory what all buffers draw on
     * @param journal where the journal is, or null for none
     */
    public RegistryMeters(MeterRegistry registry, MemoryBudget memory, @Nullable Path journal) {
        this.registry = registry;
        gauge("godwit.sessions.active", null, tally, SessionTally::active);
        gauge("godwit.sessions.success.ratio", null, tally, SessionTally::ratio);
        gauge("godwit.units.running", null, unitsRunning, AtomicLong::get);
        gauge("godwit.journal.queue", null, this, meters -> meters.journalQueue.getAsInt());
        gauge("godwit.memory.budget", BaseUnits.BYTES, memory, MemoryBudget::total);
        gauge("godwit.memory.reserved", BaseUnits.BYTES, reserved, AtomicLong::get);
        for (String kind : List.of("database", "host", "tree")) {
            AtomicLong count = new AtomicLong();
            open.put(kind, count);
            ofThis.add(Gauge.builder("godwit.connections.open", count, AtomicLong::get)
                    .tag("kind", kind)
                    .register(registry));
        }
        ofThis.addAll(new ProcessMeters(journal).register(registry));
    }

    private <T> void gauge(String name, @Nullable String unit, T of, ToDoubleFunction<T> value) {
        ofThis.add(Gauge.builder(name, of, value).baseUnit(unit).register(registry));
    }

    @Override
    public Consumer<MigrationEvent> hearing(MigrationPlan plan, Consumer<MigrationEvent> listener) {
        return new EventMeters(registry, tally, plan, listener);
    }

    @Override
    public void began() {
        tally.began();
    }

    @Override
    public void left() {
        tally.left();
    }

    @Override
    public void failed(MigrationException failure) {
        error(registry, failure.category(), failure.code());
    }

    static void error(MeterRegistry registry, ErrorCategory category, String code) {
        registry.counter("godwit.errors", "category", category.name(), "code", code)
                .increment();
    }

    @Override
    public void unitRetried() {
        retried(registry, "unit");
    }

    static void retried(MeterRegistry registry, String what) {
        registry.counter("godwit.retries", "of", what).increment();
    }

    @Override
    public Progress counting(String stepType, Progress progress) {
        String things = OF_FILES.contains(stepType) ? "files" : OF_ROWS.contains(stepType) ? "rows" : "items";
        Counter bytes = Counter.builder("godwit.bytes")
                .baseUnit(BaseUnits.BYTES)
                .tag("step", stepType)
                .register(registry);
        Counter items = Counter.builder("godwit." + things)
                .baseUnit(things)
                .tag("step", stepType)
                .register(registry);
        return new Progress() {
            @Override
            public void addBytes(long more) {
                bytes.increment((double) more);
                progress.addBytes(more);
            }

            @Override
            public void addItems(long more) {
                items.increment((double) more);
                progress.addItems(more);
            }

            @Override
            public void report(Finding finding) {
                progress.report(finding);
            }
        };
    }

    @Override
    public WorkExecutor timing(WorkExecutor executor) {
        return new TimedExecutor(executor);
    }

    @Override
    public Limits waiting(Limits limits) {
        Timer bandwidth = registry.timer("godwit.bandwidth.wait");
        Timer memory = registry.timer("godwit.memory.wait");
        return new Limits() {
            @Override
            public int parallelism() {
                return limits.parallelism();
            }

            @Override
            public void acquireBandwidth(long bytes) {
                bandwidth.record(() -> limits.acquireBandwidth(bytes));
            }

            @Override
            public Reservation reserveMemory(long bytes) {
                Timer.Sample wait = Timer.start(registry);
                Reservation taken;
                try {
                    taken = limits.reserveMemory(bytes);
                } finally {
                    wait.stop(memory);
                }
                reserved.addAndGet(bytes);
                AtomicLong mine = new AtomicLong(bytes);
                return () -> {
                    reserved.addAndGet(-mine.getAndSet(0));
                    taken.close();
                };
            }
        };
    }

    @Override
    public <T> T opening(String kind, Supplier<T> opener) {
        Timer.Sample wait = Timer.start(registry);
        String result = "failed";
        try {
            T opened = opener.get();
            open(kind).incrementAndGet();
            result = "opened";
            return opened;
        } finally {
            wait.stop(registry.timer("godwit.connections", "kind", kind, "result", result));
        }
    }

    @Override
    public void closed(String kind, boolean wasLost) {
        open(kind).decrementAndGet();
        if (wasLost) {
            registry.counter("godwit.connections.lost", "kind", kind).increment();
        }
    }

    @Override
    public void journal(IntSupplier waiting) {
        journalQueue = waiting;
    }

    private AtomicLong open(String kind) {
        return java.util.Objects.requireNonNull(open.get(kind), kind);
    }

    @Override
    public void close() {
        ofThis.forEach(registry::remove);
    }

    /** Times each attempt at a unit. */
    private final class TimedExecutor implements WorkExecutor {
        private final WorkExecutor executor;

        TimedExecutor(WorkExecutor executor) {
            this.executor = executor;
        }

        @Override
        public String id() {
            return executor.id();
        }

        @Override
        public int parallelism() {
            return executor.parallelism();
        }

        @Override
        public void execute(Iterator<WorkUnit> units, Runner runner, Listener listener, WorkContext context) {
            executor.execute(units, unit -> run(runner, unit), listener, context);
        }

        private WorkResult run(Runner runner, WorkUnit unit) {
            unitsRunning.incrementAndGet();
            Timer.Sample time = Timer.start(registry);
            String result = "failed";
            try {
                WorkResult done = runner.run(unit);
                result = "done";
                return done;
            } finally {
                unitsRunning.decrementAndGet();
                time.stop(registry.timer("godwit.units", "type", unit.data().type(), "result", result));
            }
        }

        @Override
        public void close() {
            executor.close();
        }
    }
}
