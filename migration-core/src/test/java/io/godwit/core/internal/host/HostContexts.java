package io.godwit.core.internal.host;

import io.godwit.core.Plugins;
import io.godwit.core.internal.runtime.Bandwidth;
import io.godwit.core.internal.runtime.ConnectionPool;
import io.godwit.core.internal.runtime.MemoryBudget;
import io.godwit.core.internal.runtime.ProgressMeter;
import io.godwit.core.internal.runtime.RunContext;
import io.godwit.core.internal.runtime.RunLimits;
import io.godwit.core.internal.runtime.SideRights;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.WorkContext;
import java.time.Clock;

/** Contexts made of the real parts. */
final class HostContexts {
    private HostContexts() {}

    static WorkContext of(CancellationToken token) {
        return new ConnectionPool(
                        Plugins.builder().build(),
                        SideRights.of(),
                        secret -> {},
                        connections -> new RunContext(
                                new ProgressMeter(finding -> {}),
                                token,
                                Clock.systemUTC(),
                                new RunLimits(2, new Bandwidth(0), new MemoryBudget(1 << 20), token),
                                connections))
                .context();
    }
}
