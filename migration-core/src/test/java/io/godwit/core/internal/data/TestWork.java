package io.godwit.core.internal.data;

import io.godwit.core.internal.runtime.Bandwidth;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.core.internal.runtime.RunCancellation;
import io.godwit.core.internal.runtime.RunLimits;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkContext;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A working context made of the real parts, that counts progress. Thread-safe. */
class TestWork implements WorkContext {
    final AtomicLong bytes = new AtomicLong();
    final AtomicLong items = new AtomicLong();
    final List<Finding> findings;
    final AtomicLong bandwidth = new AtomicLong();
    final RunCancellation cancellation = new RunCancellation("the test");
    final MemoryBudget memory;

    private final AtomicLong mostMemory = new AtomicLong();
    private final Limits limits;
    private final @Nullable Connections connections;

    TestWork(int parallelism, long memory, @Nullable Connections connections) {
        this(parallelism, memory, connections, new CopyOnWriteArrayList<>());
    }

    TestWork(int parallelism, long memory, @Nullable Connections connections, List<Finding> findings) {
        this.findings = findings;
        this.memory = new MemoryBudget(memory);
        this.connections = connections;
        RunLimits real = new RunLimits(parallelism, new Bandwidth(0), this.memory, cancellation);
        this.limits = new Limits() {
            @Override
            public int parallelism() {
                return real.parallelism();
            }

            @Override
            public void acquireBandwidth(long more) {
                bandwidth.addAndGet(more);
                real.acquireBandwidth(more);
            }

            @Override
            public Reservation reserveMemory(long wanted) {
                Reservation reservation = real.reserveMemory(wanted);
                mostMemory.accumulateAndGet(TestWork.this.memory.used(), Math::max);
                return reservation;
            }
        };
    }

    long mostMemory() {
        return mostMemory.get();
    }

    @Override
    public Progress progress() {
        return new Progress() {
            @Override
            public void addBytes(long more) {
                bytes.addAndGet(more);
            }

            @Override
            public void addItems(long more) {
                items.addAndGet(more);
            }

            @Override
            public void report(Finding finding) {
                findings.add(finding);
            }
        };
    }

    @Override
    public CancellationToken cancellation() {
        return cancellation;
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Connections connections() {
        if (connections == null) {
            throw new UnsupportedOperationException("there are none");
        }
        return connections;
    }
}
