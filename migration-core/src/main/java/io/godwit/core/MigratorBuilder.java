package io.godwit.core;

import io.godwit.core.internal.engine.DefaultMigrator;
import io.godwit.core.internal.engine.EngineSettings;
import io.godwit.core.internal.journal.RunnerIdentity;
import io.godwit.core.internal.metrics.Meters;
import io.godwit.core.internal.metrics.RegistryMeters;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.core.internal.run.RunSettings;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.core.internal.runtime.RetryPolicy;
import io.godwit.core.internal.secrets.BuiltInSecrets;
import io.godwit.core.internal.secrets.Redactor;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import io.godwit.spi.WorkExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Migrator} together. Not thread-safe. */
public final class MigratorBuilder {
    private static final int STEP_ATTEMPTS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private @Nullable Path journal;
    private @Nullable JournalServer server;
    private @Nullable Plugins plugins;
    private @Nullable WorkExecutor executor;
    private Clock clock = Clock.systemUTC();
    private @Nullable MeterRegistry registry;
    private final List<SecretResolver> secrets = new ArrayList<>();
    private final List<StepType> steps = new ArrayList<>();
    private String owner = System.getProperty("user.name", "godwit");
    private String support = "";
    private boolean needsApproval;

    MigratorBuilder() {}

    /**
     * Sets where the journal is. Without one the migrator plans and looks, but runs nothing.
     *
     * @param file a file, which is made where it is not there
     * @return this
     */
    public MigratorBuilder journal(Path file) {
        journal = Objects.requireNonNull(file, "journal");
        server = null;
        return this;
    }

    /**
     * Sets where the journal is: on a server, for runners on several machines.
     *
     * @param database where
     * @param state a directory of this machine for what cannot be shared: locks, and the {@link Keystore}
     * @return this
     */
    public MigratorBuilder journal(JournalServer database, Path state) {
        server = Objects.requireNonNull(database, "database");
        journal = state.resolve("journal");
        return this;
    }

    /**
     * Sets the plugins; without them, those that the class loader of this thread offers.
     *
     * @param value the plugins
     * @return this
     */
    public MigratorBuilder plugins(Plugins value) {
        plugins = Objects.requireNonNull(value, "plugins");
        return this;
    }

    /**
     * Sets who runs work units; without it, threads of this process.
     *
     * @param value the executor, which stays the caller's to close
     * @return this
     */
    public MigratorBuilder executor(WorkExecutor value) {
        executor = Objects.requireNonNull(value, "executor");
        return this;
    }

    /**
     * Sets the clock to tell time by.
     *
     * @param value the clock; leases go by that of the journal's database
     * @return this
     */
    public MigratorBuilder clock(Clock value) {
        clock = Objects.requireNonNull(value, "clock");
        return this;
    }

    /**
     * Sets who is told what the migrator does and uses: throughput, durations, errors, retries, outcomes, connections, and what the
     * process takes of its machine. The meters are listed in docs/metrics.md; without a registry nothing is measured.
     *
     * @param value the registry, which stays the caller's to close; a migrator takes its gauges out of it when it is closed. Where
     *     several migrators share one, counters and timers add up, and gauges are those of the first
     * @return this
     */
    public MigratorBuilder meterRegistry(MeterRegistry value) {
        registry = Objects.requireNonNull(value, "registry");
        return this;
    }

    /**
     * Adds resolvers of secrets, before those of the plugins; {@code env:}, {@code file:} and {@code keystore:} (a {@link Keystore}
     * beside the journal) are there without.
     *
     * @param resolvers which
     * @return this
     */
    public MigratorBuilder secrets(SecretResolver... resolvers) {
        secrets.addAll(List.of(resolvers));
        return this;
    }

    /**
     * Adds kinds of steps, before those of the plugins.
     *
     * @param types which
     * @return this
     */
    public MigratorBuilder step(StepType... types) {
        steps.addAll(List.of(types));
        return this;
    }

    /**
     * Sets on whose behalf this process runs, as others are told who find a session taken.
     *
     * @param value a name; that of the user where nothing is said
     * @return this
     */
    public MigratorBuilder owner(String value) {
        owner = Objects.requireNonNull(value, "owner");
        return this;
    }

    /**
     * Sets whom people may ask when something goes wrong.
     *
     * @param value an address or telephone number, as it is to be shown
     * @return this
     */
    public MigratorBuilder support(String value) {
        support = Objects.requireNonNull(value, "support");
        return this;
    }

    /**
     * Sets whether a plan has to be {@linkplain Migrator#approve approved} before it is run.
     *
     * @param value true to refuse plans that nobody approved
     * @return this
     */
    public MigratorBuilder requireApproval(boolean value) {
        needsApproval = value;
        return this;
    }

    /**
     * Makes the migrator. Nothing is opened or looked for yet.
     *
     * @return a migrator, owned by the caller, who closes it
     */
    public Migrator build() {
        Plugins known = plugins != null
                ? plugins
                : Plugins.discover(Objects.requireNonNullElse(
                        Thread.currentThread().getContextClassLoader(), Migrator.class.getClassLoader()));
        List<SecretResolver> resolvers = new ArrayList<>(secrets);
        resolvers.addAll(BuiltInSecrets.besides(known, secrets, journal));
        Redactor redactor = new Redactor();
        MemoryBudget memory = MemoryBudget.ofHeap();
        RunSettings run = new RunSettings(
                known,
                executor,
                clock,
                memory,
                RetryPolicy.of(STEP_ATTEMPTS, FIRST_PAUSE, LONGEST_PAUSE),
                redactor,
                CrashPoint.NONE,
                registry == null ? Meters.NONE : new RegistryMeters(registry, memory, journal));
        return new DefaultMigrator(new EngineSettings(
                journal,
                run,
                resolvers,
                steps,
                redactor::redact,
                RunnerIdentity.here(owner),
                EngineSettings.LEASE_TIME,
                needsApproval,
                support,
                server));
    }
}
