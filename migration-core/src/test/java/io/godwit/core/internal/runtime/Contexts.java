package io.godwit.core.internal.runtime;

import io.godwit.core.Plugins;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.WorkContext;
import java.time.Clock;

/** Contexts made of the real parts. */
final class Contexts {
    private Contexts() {}

    static WorkContext of(CancellationToken token) {
        return pool(token, Plugins.builder().build()).context();
    }

    static ConnectionPool pool(CancellationToken token, Plugins plugins) {
        return new ConnectionPool(
                plugins,
                SideRights.of(),
                secret -> {},
                connections -> new RunContext(
                        new ProgressMeter(finding -> {}),
                        token,
                        Clock.systemUTC(),
                        new RunLimits(4, new Bandwidth(0), new MemoryBudget(1 << 20), token),
                        connections));
    }
}
