package io.godwit.core.internal.run;

import io.godwit.core.Plugins;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.StepContext;
import io.godwit.spi.WorkExecutor;
import java.nio.file.Path;

/** What the engine's own steps are given beyond the contract that every step has. Thread-safe. */
public interface EngineContext extends StepContext {
    /**
     * The journal of this step's units and effects.
     *
     * @return the ledger
     */
    UnitLedger units();

    /**
     * A journal that steps of this session share, for those that build on each other's results: whichever step asks for the name,
     * in this or a later process, gets the same one.
     *
     * @param name for instance that of a database set
     * @return the ledger
     */
    UnitLedger sharedUnits(String name);

    /**
     * Runs work units.
     *
     * @return the executor of this run
     */
    WorkExecutor executor();

    /**
     * The plugins of this run.
     *
     * @return the registry
     */
    Plugins plugins();

    /**
     * A private directory of the session on this machine, for sorting and the like; removed when the session ends.
     *
     * @return an existing directory
     */
    Path scratch();

    /**
     * Where rows are kept that the target refuses: a private directory of the session on this machine, which stays when the session ends.
     *
     * @return a directory, which may not be there yet
     */
    Path rejects();

    /**
     * The engine's view of a step context.
     *
     * @param context as given to a step
     * @return the same object
     * @throws MigrationException INTERNAL, {@code step.foreign-context}, when an engine step is run outside the engine
     */
    static EngineContext of(StepContext context) {
        if (context instanceof EngineContext engine) {
            return engine;
        }
        throw MigrationException.of(
                        ErrorCategory.INTERNAL,
                        "step.foreign-context",
                        "a step of the engine was given a context that is not the engine's")
                .build();
    }
}
