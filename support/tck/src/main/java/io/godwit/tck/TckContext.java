package io.godwit.tck;

import io.godwit.spi.Access;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Limits;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepContext;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's test hands to the plugin instead of the engine: it counts progress, keeps findings, cancels when told to, limits nothing, and opens
 * places with the providers that it was given, anew at each call.
 *
 * <pre>{@code
 * TckContext context = new TckContext().with(new VaultTransferMethod()).secret("env:PASSWORD", "pa55");
 * }</pre>
 *
 * <p>Thread-safe once it is set up.
 *
 * @since 0.1
 */
public final class TckContext implements StepContext, Progress, CancellationToken, Limits, Connections {
    private static final long MEMORY_BYTES = 64L << 20;

    private final Map<String, TransferMethod> transfers = new HashMap<>();
    private final Map<String, HostConnector> connectors = new HashMap<>();
    private final Map<String, DatabaseMigrator> migrators = new HashMap<>();
    private final Map<String, SecretResolver> resolvers = new HashMap<>();
    private final Map<SecretRef, String> secrets = new HashMap<>();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong items = new AtomicLong();
    private final AtomicLong bandwidth = new AtomicLong();
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicInteger looksLeft = new AtomicInteger(-1);
    private final List<Finding> findings = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Map<Object, Runnable> onCancel = new ConcurrentHashMap<>();
    private WriteToken token = new WriteToken("tck", "step", 1);
    private int parallelism = 4;
    private volatile @Nullable String checkpoint;

    /** A context that knows no places and no secrets. */
    public TckContext() {}

    /**
     * Opens trees of the provider's schemes with it.
     *
     * @param method the provider
     * @return this
     */
    public TckContext with(TransferMethod method) {
        method.schemes().forEach(scheme -> transfers.put(scheme, method));
        return this;
    }

    /**
     * Stands on machines of the provider's schemes with it.
     *
     * @param connector the provider
     * @return this
     */
    public TckContext with(HostConnector connector) {
        connector.schemes().forEach(scheme -> connectors.put(scheme, connector));
        return this;
    }

    /**
     * Opens databases of the provider's schemes with it.
     *
     * @param migrator the provider
     * @return this
     */
    public TckContext with(DatabaseMigrator migrator) {
        migrator.schemes().forEach(scheme -> migrators.put(scheme, migrator));
        return this;
    }

    /**
     * Looks secrets up with a resolver.
     *
     * @param resolver the provider
     * @return this
     */
    public TckContext with(SecretResolver resolver) {
        resolvers.put(resolver.scheme(), resolver);
        return this;
    }

    /**
     * Knows a secret.
     *
     * @param reference how it is referred to, {@code scheme:name}
     * @param value the secret
     * @return this
     */
    public TckContext secret(String reference, String value) {
        secrets.put(SecretRef.parse(reference), value);
        return this;
    }

    /**
     * Writes on behalf of somebody else than session {@code tck}, unit {@code step}, fence 1.
     *
     * @param value the token
     * @return this
     */
    public TckContext token(WriteToken value) {
        token = value;
        return this;
    }

    /**
     * Lets so many things be done at a time, instead of 4.
     *
     * @param value at least 1
     * @return this
     */
    public TckContext parallelism(int value) {
        parallelism = value;
        return this;
    }

    /** Cancels the work. */
    public void cancel() {
        cancelled.set(true);
        onCancel.values().forEach(Runnable::run);
    }

    /**
     * Cancels the work when it has looked so often whether it should stop.
     *
     * @param looks how often it may look before, 0 or more
     * @return this
     */
    public TckContext cancelAfter(int looks) {
        looksLeft.set(looks);
        return this;
    }

    private void look() {
        if (looksLeft.get() >= 0 && looksLeft.getAndDecrement() == 0) {
            cancel();
        }
    }

    /**
     * The bytes reported so far.
     *
     * @return how many
     */
    public long bytes() {
        return bytes.get();
    }

    /**
     * The items reported so far.
     *
     * @return how many
     */
    public long items() {
        return items.get();
    }

    /**
     * The bytes for which leave was asked of the bandwidth limit.
     *
     * @return how many
     */
    public long bandwidthAsked() {
        return bandwidth.get();
    }

    /**
     * The memory that was reserved and not given back.
     *
     * @return bytes
     */
    public long memoryHeld() {
        return reserved.get();
    }

    /**
     * The findings reported so far.
     *
     * @return a copy
     */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /**
     * The lines logged so far.
     *
     * @return a copy
     */
    public List<String> logged() {
        return List.copyOf(lines);
    }

    // ---- WorkContext ----

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

    // ---- StepContext ----

    @Override
    public WriteToken token() {
        return token;
    }

    @Override
    public Optional<String> checkpoint() {
        return Optional.ofNullable(checkpoint);
    }

    @Override
    public void checkpoint(String json) {
        checkpoint = json;
    }

    @Override
    public void log(String message) {
        lines.add(message);
    }

    // ---- Progress ----

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

    // ---- CancellationToken ----

    @Override
    public boolean isCancelled() {
        look();
        return cancelled.get();
    }

    @Override
    public void throwIfCancelled() {
        look();
        if (cancelled.get() || Thread.currentThread().isInterrupted()) {
            throw MigrationException.cancelled("the test's work");
        }
    }

    @Override
    public Registration onCancel(Runnable action) {
        Object registration = new Object();
        onCancel.put(registration, action);
        if (cancelled.get()) {
            action.run();
        }
        return () -> onCancel.remove(registration);
    }

    // ---- Limits ----

    @Override
    public int parallelism() {
        return parallelism;
    }

    @Override
    public void acquireBandwidth(long wanted) {
        throwIfCancelled();
        bandwidth.addAndGet(wanted);
    }

    @Override
    public Reservation reserveMemory(long wanted) {
        throwIfCancelled();
        if (wanted > MEMORY_BYTES) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "memory.exceeds-budget",
                            wanted + " bytes are more than the budget of " + MEMORY_BYTES)
                    .build();
        }
        reserved.addAndGet(wanted);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                reserved.addAndGet(-wanted);
            }
        };
    }

    // ---- Connections ----

    @Override
    public Host host(Location location) {
        return provider(connectors, location).connect(location, this);
    }

    @Override
    public FileTree tree(Location location) {
        return provider(transfers, location).open(location, Access.READ, this);
    }

    @Override
    public WritableFileTree writableTree(Location location) {
        return (WritableFileTree) provider(transfers, location).open(location, Access.WRITE, this);
    }

    @Override
    public Database database(Location location) {
        return provider(migrators, location).open(location, Access.READ, this);
    }

    @Override
    public WritableDatabase writableDatabase(Location location) {
        return (WritableDatabase) provider(migrators, location).open(location, Access.WRITE, this);
    }

    @Override
    public Secret secret(SecretRef reference) {
        String value = secrets.get(reference);
        if (value != null) {
            return Secret.of(value.toCharArray());
        }
        SecretResolver resolver = resolvers.get(reference.scheme());
        if (resolver == null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "secret.not-found",
                            "the test knows no secret \"" + reference + "\"")
                    .subject(reference.toString())
                    .build();
        }
        return resolver.resolve(reference.name());
    }

    private static <P> P provider(Map<String, P> providers, Location location) {
        P found = providers.get(location.scheme());
        if (found == null) {
            List<String> known = new ArrayList<>(providers.keySet());
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "plugin.missing",
                            "the test knows no provider of \"" + location.scheme() + "\", only " + known)
                    .subject(location.toString())
                    .build();
        }
        return found;
    }
}
