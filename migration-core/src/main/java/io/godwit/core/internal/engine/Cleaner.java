package io.godwit.core.internal.engine;

import io.godwit.core.CleanupReport;
import io.godwit.core.Outcome;
import io.godwit.core.SessionStatus;
import io.godwit.core.internal.engine.Footprints.AreaDetail;
import io.godwit.core.internal.journal.AuditTable;
import io.godwit.core.internal.journal.BackupTable;
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
import io.godwit.core.internal.tree.KeepArea;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Severity;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WritableFileTree;
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
    private final String actor;
    private final List<String> removed = new ArrayList<>();
    private final List<Finding> kept = new ArrayList<>();

    Cleaner(Journal journal, Leases leases, Belongings belongings, Clock clock, String actor) {
        this.journal = journal;
        this.leases = leases;
        this.belongings = belongings;
        this.clock = clock;
        this.actor = actor;
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

    /** Gives up what a session keeps for a rollback, and removes it. */
    CleanupReport clean(String id) {
        try (Lease lease = leases.take(id)) {
            SessionTable.Row row = journal.read(handle -> SessionTable.get(handle, id));
            if (row.outcome() != Outcome.RESTORED && row.status() != SessionStatus.COMPLETED) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "cleanup.session-open",
                                "session \"" + id + "\" is " + described(row)
                                        + ", and needs what it left to go on or to be undone")
                        .subject(id)
                        .remedy("Resume it, or roll it back; then clean up.")
                        .build();
            }
            // First of all: what is half removed cannot be rolled back either.
            journal.update(lease.fence(), handle -> {
                SessionTable.clean(handle, id, clock.instant());
                AuditTable.append(handle, id, actor, "session.cleanup", "", clock.instant());
            });
            SessionTable.Row given = journal.read(handle -> SessionTable.get(handle, id));
            for (Footprint footprint : journal.read(handle -> FootprintTable.open(handle, id))) {
                clean(lease, given, footprint);
            }
        }
        return new CleanupReport(removed, kept);
    }

    private void clean(Lease lease, SessionTable.Row row, Footprint footprint) {
        try {
            if (footprint.kind().equals(Scratch.KIND)) {
                LookContext.removeTree(Path.of(footprint.place()));
                forget(lease, row, footprint, footprint.place());
                return;
            }
            Location place =
                    LocationJson.read(StepJson.read(footprint.place(), com.fasterxml.jackson.databind.JsonNode.class));
            boolean isArea = footprint.kind().equals(Footprints.AREA);
            String what = place + ", "
                    + (isArea
                            ? "area "
                                    + StepJson.read(footprint.detail(), AreaDetail.class)
                                            .name()
                            : footprint.detail());
            if (row.outcome() != Outcome.RESTORED && row.cleanedAt() == null) {
                kept.add(stillNeeded(row, what));
                return;
            }
            try (RunScope scope = new RunScope(
                    belongings.settingsFor(row.readPlan().specHash()),
                    "cleaning",
                    row.readPlan().options(),
                    row.readPlan().places(),
                    kept::add)) {
                remove(scope.context(new FindingsOnly(kept::add)), lease, row, footprint, place);
            }
            forget(lease, row, footprint, what);
        } catch (MigrationException e) {
            kept.add(Finding.warning(
                    e.code(),
                    row.id(),
                    "Something of session " + row.id() + " could not be removed: "
                            + Objects.requireNonNullElse(e.getMessage(), e.code()),
                    e.remediation()));
        }
    }

    private static void remove(
            WorkContext context, Lease lease, SessionTable.Row row, Footprint footprint, Location place) {
        if (footprint.kind().equals(Footprints.KEPT)) {
            try (WritableFileTree tree = context.connections().writableTree(place)) {
                KeepArea.remove(tree, row.id(), context);
                tree.complete(new WriteToken(row.id(), "cleanup", lease.fence().token()), context);
            }
            return;
        }
        AreaDetail detail = StepJson.read(footprint.detail(), AreaDetail.class);
        WriteArea area = new WriteArea(row.id(), detail.name(), detail.namespace());
        WriteToken token = new WriteToken(row.id(), "cleanup", lease.fence().token());
        try (WritableDatabase database = context.connections().writableDatabase(place)) {
            if (database.stateOf(area, context) == AreaState.SWITCHED) {
                database.finish(area, token, context);
            } else {
                database.discard(area, token, context);
            }
        }
    }

    private static String described(SessionTable.Row row) {
        return row.status() + (row.outcome() == null ? "" : " (" + row.outcome() + ")");
    }

    private static Finding stillNeeded(SessionTable.Row row, String what) {
        return row.status() == SessionStatus.COMPLETED
                ? new Finding(
                        Severity.INFO,
                        "cleanup.needed",
                        what,
                        "Session " + row.id() + " is " + described(row) + " and can be rolled back, which needs this.",
                        "",
                        "To give that up, clean up this session by its name: cleanup " + row.id() + ".")
                : Finding.info(
                        "cleanup.needed",
                        what,
                        "Session " + row.id() + " is " + described(row)
                                + " and can still be resumed or rolled back, which needs this.");
    }

    private void forget(Lease lease, SessionTable.Row row, Footprint footprint, String what) {
        journal.update(lease.fence(), handle -> {
            FootprintTable.removed(handle, row.id(), footprint.id(), clock.instant());
            if (row.cleanedAt() != null && FootprintTable.open(handle, row.id()).isEmpty()) {
                BackupTable.removed(handle, row.id(), clock.instant());
            }
        });
        removed.add("session " + row.id() + ": " + footprint.kind() + " " + what);
    }
}
