package io.godwit.core.internal.tree;

import io.godwit.core.Plugins;
import io.godwit.core.internal.localtree.LocalTransferMethod;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.UnitLedger;
import io.godwit.spi.Access;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.Limits;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TransformType;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One process of a session: what a step is given, with its state in a directory that the next process takes over. */
public final class TestRun implements EngineContext {
    private final Path state;
    private final String step;
    private final long fence;
    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong items = new AtomicLong();
    private final Map<String, UnitLedger> shared = new ConcurrentHashMap<>();
    private Consumer<String> calls = call -> {};
    private UnaryOperator<FileTree> sources = tree -> tree;
    private UnaryOperator<WritableFileTree> targets = tree -> tree;
    private WorkExecutor executor = new TestExecutor(1);
    private Plugins plugins = Plugins.builder().build();
    private volatile boolean cancelled;
    private CancellationToken token = ownCancellation();
    private UnitLedger units;

    /** A process with that number to fence it, of a session whose state is in a directory. */
    public TestRun(Path state, String step, long fence) {
        this.state = state;
        this.step = step;
        this.fence = fence;
        try {
            Files.createDirectories(state.resolve("scratch"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.units = ledger(step);
    }

    private UnitLedger ledger(String name) {
        return new FileLedger(
                state.resolve(name.replace(':', '_') + ".ledger"), call -> calls.accept("ledger " + call));
    }

    TestRun hearing(Consumer<String> listener) {
        calls = listener;
        return this;
    }

    TestRun sources(UnaryOperator<FileTree> wrapper) {
        sources = wrapper;
        return this;
    }

    TestRun targets(UnaryOperator<WritableFileTree> wrapper) {
        targets = wrapper;
        return this;
    }

    TestRun executor(WorkExecutor other) {
        executor = other;
        return this;
    }

    TestRun cancelledBy(CancellationToken other) {
        token = other;
        return this;
    }

    TestRun transform(TransformType type) {
        plugins = Plugins.builder().add(TransformType.class, type).build();
        return this;
    }

    /** Cancels what runs. */
    public void cancel() {
        cancelled = true;
    }

    /** What was reported. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** The codes of what was reported. */
    public List<String> codes() {
        return findings().stream().map(Finding::code).toList();
    }

    List<String> log() {
        return List.copyOf(log);
    }

    long bytes() {
        return bytes.get();
    }

    long items() {
        return items.get();
    }

    @Override
    public UnitLedger units() {
        return units;
    }

    @Override
    public UnitLedger sharedUnits(String name) {
        return shared.computeIfAbsent(name, this::ledger);
    }

    @Override
    public WorkExecutor executor() {
        return executor;
    }

    @Override
    public Plugins plugins() {
        return plugins;
    }

    @Override
    public Path rejects() {
        return scratch().resolve("rejects");
    }

    @Override
    public Path scratch() {
        return state.resolve("scratch");
    }

    @Override
    public WriteToken token() {
        return new WriteToken("s-1", step, fence);
    }

    @Override
    public Optional<String> checkpoint() {
        try {
            Path file = state.resolve(step + ".checkpoint");
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void checkpoint(String json) {
        calls.accept("ledger before checkpoint");
        try {
            Files.writeString(state.resolve(step + ".checkpoint"), json, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        calls.accept("ledger after checkpoint");
    }

    @Override
    public void log(String message) {
        log.add(message);
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
        return token;
    }

    private CancellationToken ownCancellation() {
        return new CancellationToken() {
            @Override
            public boolean isCancelled() {
                return cancelled;
            }

            @Override
            public void throwIfCancelled() {
                if (cancelled || Thread.currentThread().isInterrupted()) {
                    throw MigrationException.cancelled("the test");
                }
            }

            @Override
            public Registration onCancel(Runnable action) {
                return () -> {};
            }
        };
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Limits limits() {
        return new Limits() {
            @Override
            public int parallelism() {
                return 4;
            }

            @Override
            public void acquireBandwidth(long count) {
                // as fast as it goes
            }

            @Override
            public Reservation reserveMemory(long count) {
                return () -> {};
            }
        };
    }

    @Override
    public Connections connections() {
        return new Connections() {
            @Override
            public Host host(Location location) {
                throw new UnsupportedOperationException();
            }

            @Override
            public FileTree tree(Location location) {
                return sources.apply(new LocalTransferMethod().open(location, Access.READ, TestRun.this));
            }

            @Override
            public WritableFileTree writableTree(Location location) {
                return targets.apply(
                        (WritableFileTree) new LocalTransferMethod().open(location, Access.WRITE, TestRun.this));
            }

            @Override
            public Database database(Location location) {
                throw new UnsupportedOperationException();
            }

            @Override
            public WritableDatabase writableDatabase(Location location) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Secret secret(SecretRef reference) {
                throw new UnsupportedOperationException();
            }
        };
    }
}
