package io.godwit.core.internal.journal;

import io.godwit.core.MigrationPlan;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.run.CrashPoint;
import io.godwit.spi.Phase;
import io.godwit.spi.TypedData;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the tests of the journal share. */
final class Journals {
    private Journals() {}

    static Journal open(Path directory) {
        return Journal.open(directory.resolve("state/godwit.db"), CrashPoint.NONE);
    }

    static MigrationPlan plan(String session) {
        return new MigrationPlan(
                session,
                "",
                "test",
                Instant.parse("2026-11-20T10:00:00Z"),
                "",
                "{}",
                "",
                RunOptions.DEFAULT,
                List.of(new MigrationPlan.PlanStep(
                        "one", "One", Phase.COPY, new TypedData("test:one", 1, "{}"), "", List.of(), "", 0, 0, true)),
                List.of(),
                List.of(),
                Map.of(),
                List.of());
    }

    static Leases leases(Journal journal) {
        return leases(journal, RunnerIdentity.here("test"), Duration.ofSeconds(60));
    }

    static Leases leases(Journal journal, RunnerIdentity identity, Duration ttl) {
        return new Leases(journal, identity, ttl);
    }

    static void insert(Journal journal, String session) {
        journal.update(null, handle -> SessionTable.insert(handle, plan(session)));
    }
}
