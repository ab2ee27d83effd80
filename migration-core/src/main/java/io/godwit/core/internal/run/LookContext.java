package io.godwit.core.internal.run;

import io.godwit.core.Plugins;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a step is given outside a session, to look and change nothing: while a plan is made, or two sides are compared. Units that it
 * does are forgotten with it. Thread-safe.
 */
public final class LookContext implements EngineContext, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LookContext.class);

    private final RunScope scope;
    private final WriteToken token;
    private final boolean runsSteps;
    private final UnitLedger units = new EphemeralLedger();
    private final Map<String, UnitLedger> shared = new ConcurrentHashMap<>();
    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong items = new AtomicLong();
    private volatile @Nullable String checkpoint;
    private @Nullable LookScratch scratch;

    private LookContext(RunScope scope, String session, boolean runsSteps) {
        this.scope = scope;
        this.token = new WriteToken(session, "", 0);
        this.runsSteps = runsSteps;
    }

    /**
     * A context that asks steps for their outlines.
     *
     * @param scope connections and limits
     * @param session the session that is planned
     * @return the context, in which a step that notes a checkpoint fails
     */
    public static LookContext toPlan(RunScope scope, String session) {
        return new LookContext(scope, session, false);
    }

    /**
     * A context that runs a step which changes nothing.
     *
     * @param scope connections and limits
     * @param name a name for the occasion
     * @return the context, in which what the step notes is forgotten with it
     */
    public static LookContext toRun(RunScope scope, String name) {
        return new LookContext(scope, name, true);
    }

    /**
     * What was found.
     *
     * @return so far
     */
    public List<Finding> findings() {
        synchronized (findings) {
            return List.copyOf(findings);
        }
    }

    /**
     * How many things were looked at.
     *
     * @return so far
     */
    public long items() {
        return items.get();
    }

    @Override
    public UnitLedger units() {
        return units;
    }

    @Override
    public UnitLedger sharedUnits(String name) {
        return shared.computeIfAbsent(name, key -> new EphemeralLedger());
    }

    @Override
    public WorkExecutor executor() {
        return scope.executor();
    }

    @Override
    public Plugins plugins() {
        return scope.plugins();
    }

    @Override
    public Path rejects() {
        return scratch().resolve("rejects");
    }

    @Override
    public synchronized Path scratch() {
        try {
            if (scratch == null) {
                scratch = LookScratch.in(Path.of(System.getProperty("java.io.tmpdir")));
            }
            return scratch.path();
        } catch (IOException e) {
            throw noScratch(e);
        }
    }

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
        if (runsSteps) {
            checkpoint = json;
            return;
        }
        throw MigrationException.of(
                        ErrorCategory.INTERNAL,
                        "step.changes-while-looking",
                        "a step noted a checkpoint although it was only asked to look")
                .build();
    }

    @Override
    public void log(String message) {
        log.atDebug().addKeyValue("message", message).log("A step that looks says");
    }

    @Override
    public Progress progress() {
        return new Progress() {
            @Override
            public void addBytes(long bytes) {
                // nobody watches
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
        return scope.cancellation();
    }

    @Override
    public Clock clock() {
        return scope.settings().clock();
    }

    @Override
    public Limits limits() {
        return scope.context(progress()).limits();
    }

    @Override
    public Connections connections() {
        return scope.context(progress()).connections();
    }

    /** Removes the scratch directory. */
    @Override
    public synchronized void close() {
        if (scratch != null) {
            try {
                scratch.close();
            } catch (IOException e) {
                throw noScratch(e);
            }
            scratch = null;
        }
    }

    /**
     * Removes a directory of ours with all that is in it; links are not followed.
     *
     * @param directory which
     * @throws MigrationException TRANSFER, {@code scratch.failed}
     */
    public static void removeTree(Path directory) {
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (java.nio.file.NoSuchFileException e) {
            // it is gone already
        } catch (IOException | java.io.UncheckedIOException e) {
            throw noScratch(e);
        }
    }

    private static MigrationException noScratch(Exception cause) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "scratch.failed",
                        "a temporary directory could not be made or removed: "
                                + cause.getClass().getSimpleName())
                .remedy("Look at the room and the rights of the temporary directory (java.io.tmpdir).")
                .cause(cause)
                .build();
    }
}
