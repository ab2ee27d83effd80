package io.godwit.core.internal.engine;

import io.godwit.core.CleanupReport;
import io.godwit.core.MigrationPlan;
import io.godwit.core.Outcome;
import io.godwit.core.internal.engine.Footprints.AreaDetail;
import io.godwit.core.internal.journal.FootprintTable;
import io.godwit.core.internal.journal.FootprintTable.Footprint;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.Lease;
import io.godwit.core.internal.journal.Leases;
import io.godwit.core.internal.journal.SessionTable;
import io.godwit.core.internal.run.FindingsOnly;
import io.godwit.core.internal.run.LocationJson;
import io.godwit.core.internal.run.LookContext;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Removes what sessions left that nobody runs and nobody will go on with, and says what it leaves and why. */
final class Cleaner {
    private final Journal journal;
    private final Leases leases;
    private final Belongings belongings;
    private final Clock clock;
    private final List<String> removed = new ArrayList<>();
    private final List<Finding> kept = new ArrayList<>();

    Cleaner(Journal journal, Leases leases, Belongings belongings, Clock clock) {
        this.journal = journal;
        this.leases = leases;
        this.belongings = belongings;
        this.clock = clock;
    }

    CleanupReport clean() {
        for (String id : journal.read(SessionTable::ids)) {
            List<Footprint> left = journal.read(handle -> FootprintTable.open(handle, id));
            if (!left.isEmpty()) {
                clean(id, left);
            }
        }
        return new CleanupReport(removed, kept);
    }

    private void clean(String id, List<Footprint> left) {
        if (leases.isAlive(id)) {
            kept.add(Finding.info("cleanup.running", id, "Session " + id + " is being run."));
            return;
        }
        try (Lease lease = leases.take(id)) {
            SessionTable.Row row = journal.read(handle -> SessionTable.get(handle, id));
            for (Footprint footprint : left) {
                clean(lease, row, footprint);
            }
        }
    }

    private void clean(Lease lease, SessionTable.Row row, Footprint footprint) {
        try {
            if (footprint.kind().equals(Scratch.KIND)) {
                LookContext.removeTree(Path.of(footprint.place()));
                forget(lease, row, footprint);
                return;
            }
            Location place =
                    LocationJson.read(StepJson.read(footprint.place(), com.fasterxml.jackson.databind.JsonNode.class));
            AreaDetail detail = StepJson.read(footprint.detail(), AreaDetail.class);
            WriteArea area = new WriteArea(row.id(), detail.name(), detail.namespace());
            if (row.outcome() != Outcome.RESTORED) {
                kept.add(stillNeeded(row, place, area));
                return;
            }
            discard(lease, row.readPlan(), place, area);
            forget(lease, row, footprint);
        } catch (MigrationException e) {
            kept.add(Finding.warning(
                    e.code(),
                    row.id(),
                    "Something of session " + row.id() + " could not be removed: "
                            + Objects.requireNonNullElse(e.getMessage(), e.code()),
                    e.remediation()));
        }
    }

    private static Finding stillNeeded(SessionTable.Row row, Location place, WriteArea area) {
        return Finding.info(
                "cleanup.needed",
                place + ", area " + area.name(),
                "Session " + row.id() + " is " + row.status()
                        + (row.outcome() == null ? "" : " (" + row.outcome() + ")")
                        + " and can still be resumed or rolled back, which needs this.");
    }

    private void discard(Lease lease, MigrationPlan plan, Location place, WriteArea area) {
        try (RunScope scope = new RunScope(
                belongings.settingsFor(plan.specHash()), "cleaning", plan.options(), plan.places(), kept::add)) {
            WorkContext context = scope.context(new FindingsOnly(kept::add));
            try (WritableDatabase database = context.connections().writableDatabase(place)) {
                database.discard(
                        area,
                        new WriteToken(plan.session(), "cleanup", lease.fence().token()),
                        context);
            }
        }
    }

    private void forget(Lease lease, SessionTable.Row row, Footprint footprint) {
        journal.update(
                lease.fence(), handle -> FootprintTable.removed(handle, row.id(), footprint.id(), clock.instant()));
        removed.add("session " + row.id() + ": " + footprint.kind() + " " + footprint.place());
    }
}
