package io.godwit.tck;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.Limits;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a plugin under test is given by way of context: no limits but a parallelism, secrets of the scheme {@code test}, hosts that
 * the test hands in. It keeps what was reported. Thread-safe.
 *
 * @since 0.1
 */
public final class TestContext implements WorkContext, Progress, CancellationToken, Limits, Connections {
    private final int parallelism;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Map<Location, Host> hosts = new ConcurrentHashMap<>();
    private final List<Finding> findings = new CopyOnWriteArrayList<>();
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong items = new AtomicLong();
    private final AtomicBoolean cancelled = new AtomicBoolean();

    private TestContext(int parallelism) {
        this.parallelism = parallelism;
    }

    /** A context with so many things at a time. */
    public static TestContext of(int parallelism) {
        return new TestContext(parallelism);
    }

    /** Makes a secret known as {@code test:name}, and gives the reference to it. */
    public SecretRef secret(String name, String value) {
        secrets.put(name, value);
        return new SecretRef("test", name);
    }

    /** Makes a host known. It stays the test's own: closing what is borrowed does not close it. */
    public TestContext host(Location location, Host host) {
        hosts.put(location, host);
        return this;
    }

    /** Cancels: whoever asks is told, and what waits for it is run. */
    public void cancel() {
        if (cancelled.compareAndSet(false, true)) {
            actions.forEach(Runnable::run);
        }
    }

    /** What was reported, in order. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** The bytes that were reported as moved. */
    public long bytes() {
        return bytes.get();
    }

    /** The items that were reported as finished. */
    public long items() {
        return items.get();
    }

    @Override
    public Progress progress() {
        return this;
    }

    @Override
    public CancellationToken cancellation() {
        return this;
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public Limits limits() {
        return this;
    }

    @Override
    public Connections connections() {
        return this;
    }

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

    @Override
    public boolean isCancelled() {
        return cancelled.get();
    }

    @Override
    public void throwIfCancelled() {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw MigrationException.cancelled("the test");
        }
    }

    @Override
    public Registration onCancel(Runnable action) {
        actions.add(action);
        if (isCancelled()) {
            action.run();
        }
        return () -> actions.remove(action);
    }

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void acquireBandwidth(long amount) {
        throwIfCancelled();
    }

    @Override
    public Reservation reserveMemory(long amount) {
        throwIfCancelled();
        return () -> {};
    }

    @Override
    public Host host(Location location) {
        Host host = hosts.get(location);
        if (host == null) {
            throw missing(location);
        }
        return host;
    }

    @Override
    public FileTree tree(Location location) {
        throw missing(location);
    }

    @Override
    public WritableFileTree writableTree(Location location) {
        throw missing(location);
    }

    @Override
    public Database database(Location location) {
        throw missing(location);
    }

    @Override
    public WritableDatabase writableDatabase(Location location) {
        throw missing(location);
    }

    private static MigrationException missing(Location location) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION, "plugin.missing", "the test knows no \"" + location + "\"")
                .subject(location.toString())
                .build();
    }

    @Override
    public Secret secret(SecretRef reference) {
        String value = reference.scheme().equals("test") ? secrets.get(reference.name()) : null;
        if (value == null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "secret.not-found",
                            "the test has no secret \"" + reference + "\"")
                    .subject(reference.toString())
                    .build();
        }
        return Secret.of(value.toCharArray());
    }
}
