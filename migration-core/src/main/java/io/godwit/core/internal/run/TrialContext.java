package io.godwit.core.internal.run;

import io.godwit.core.Plugins;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Connections;
import io.godwit.spi.Finding;
import io.godwit.spi.Limits;
import io.godwit.spi.Progress;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WriteToken;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What steps are given that a step of a session runs for itself, to try something: what they note is forgotten, so that another attempt begins
 * anew; what they find is kept for whoever tries. Thread-safe.
 */
public final class TrialContext implements EngineContext {
    private final EngineContext outer;
    private final UnitLedger units = new EphemeralLedger();
    private final Map<String, UnitLedger> shared;
    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    private volatile @Nullable String checkpoint;

    private TrialContext(EngineContext outer, Map<String, UnitLedger> shared) {
        this.outer = outer;
        this.shared = shared;
    }

    /**
     * A trial inside a step.
     *
     * @param outer of that step
     * @return a context for the first step that is tried
     */
    public static TrialContext in(EngineContext outer) {
        return new TrialContext(outer, new ConcurrentHashMap<>());
    }

    /**
     * The context of the next step, which shares what steps share.
     *
     * @return another context
     */
    public TrialContext next() {
        return new TrialContext(outer, shared);
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
        return outer.executor();
    }

    @Override
    public Plugins plugins() {
        return outer.plugins();
    }

    @Override
    public Path scratch() {
        return outer.scratch();
    }

    @Override
    public Path rejects() {
        return outer.scratch().resolve("rejects");
    }

    @Override
    public WriteToken token() {
        return outer.token();
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
        outer.log(message);
    }

    @Override
    public Progress progress() {
        Progress progress = outer.progress();
        return new Progress() {
            @Override
            public void addBytes(long bytes) {
                progress.addBytes(bytes);
            }

            @Override
            public void addItems(long items) {
                progress.addItems(items);
            }

            @Override
            public void report(Finding finding) {
                findings.add(finding);
            }
        };
    }

    @Override
    public CancellationToken cancellation() {
        return outer.cancellation();
    }

    @Override
    public Clock clock() {
        return outer.clock();
    }

    @Override
    public Limits limits() {
        return outer.limits();
    }

    @Override
    public Connections connections() {
        return outer.connections();
    }
}
