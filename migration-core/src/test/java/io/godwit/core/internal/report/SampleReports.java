package io.godwit.core.internal.report;

import io.godwit.core.BackupInfo;
import io.godwit.core.ErrorInfo;
import io.godwit.core.Issue;
import io.godwit.core.LogEntry;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Sample;
import io.godwit.core.MigrationReport.Verification;
import io.godwit.core.MigrationSession;
import io.godwit.core.Outcome;
import io.godwit.core.ReportInfo;
import io.godwit.core.Runbook;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepRecord;
import io.godwit.core.StepRecord.Counts;
import io.godwit.core.StepStatus;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reports as a run of a shop's move would make them, one for each way to end. */
final class SampleReports {
    static final Instant START = Instant.parse("2026-03-14T21:04:10Z");
    private static final long MIB = 1 << 20;

    private SampleReports() {}

    static MigrationReport ending(@Nullable Outcome outcome) {
        return ending(outcome, "shop-move");
    }

    static MigrationReport ending(@Nullable Outcome outcome, String name) {
        boolean failed = outcome == Outcome.RESUMABLE
                || outcome == Outcome.NEEDS_DECISION
                || outcome == Outcome.ROLLBACK_STUCK
                || outcome == Outcome.RESTORED;
        boolean whole = outcome != null && outcome.status() == SessionStatus.COMPLETED;
        boolean compared = outcome == Outcome.VERIFIED || outcome == Outcome.DIFFERENCES;
        ErrorInfo error = failed ? noSpace() : null;
        MigrationSession session = new MigrationSession(
                "4f2a9c1e-7b1d-4c55-9d0a-2f6f1c7be310",
                "",
                name,
                "{\"version\":1,\"name\":\"shop-move\",\"destination\":{\"database\":{\"password\":\"env:NEW_DB_PASSWORD\"}}}",
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                outcome == null ? SessionStatus.RUNNING : outcome.status(),
                outcome,
                START.minusSeconds(340),
                START,
                outcome == null ? null : START.plusSeconds(whole ? 262 : 148),
                "ada",
                null,
                steps(whole, outcome, error),
                outcome == Outcome.RESTORED ? List.of() : backups(),
                List.of(new ReportInfo(ReportInfo.Format.HTML, "/srv/reports/shop-move.html", START.plusSeconds(270))),
                runbook(outcome),
                error);
        return new MigrationReport(
                session,
                START.plusSeconds(263),
                findings(),
                compared ? verification(outcome == Outcome.DIFFERENCES ? 3 : 0) : List.of(),
                samples(whole ? 200 : 130, outcome == Outcome.CANCELLED),
                facts(),
                plugins(),
                List.of(new MigrationReport.Planned(
                        "copy-files",
                        "IN_PLACE",
                        List.of("reads /var/www/shop at old.example.com", "writes /srv/www/shop"),
                        "what was overwritten is put back")),
                "help@example.com");
    }

    static ErrorInfo noSpace() {
        return new ErrorInfo(
                ErrorCategory.TRANSFER,
                "tree.no-space",
                "no space is left below \"/srv/www/shop\" for the files of this unit",
                "/srv/www/shop/wp-content/uploads/2025/11",
                "Make room on the destination: at least 1.9 GiB are needed.",
                false,
                List.of("unit files-000412", "step copy-files"));
    }

    private static List<StepRecord> steps(boolean whole, @Nullable Outcome outcome, @Nullable ErrorInfo error) {
        List<StepRecord> steps = new ArrayList<>();
        steps.add(step("preflight", "Check both sides", "core:check", Phase.PREPARE, 0, 4, Counts.NONE));
        steps.add(step(
                "build-shop-db",
                "Build the tables of the database shop beside what is there",
                "core:build-schema",
                Phase.PREPARE,
                4,
                3,
                new Counts(0, 64, 0, 64)));
        Counts files = new Counts(1_934 * MIB, 48_211, 1_934 * MIB, 48_211);
        if (whole) {
            steps.add(step("copy-files", "Copy the files of the shop", "core:copy-tree", Phase.COPY, 7, 131, files));
            steps.add(step(
                    "load-shop-db",
                    "Load the rows of the database shop",
                    "core:load-data",
                    Phase.COPY,
                    138,
                    61,
                    new Counts(612 * MIB, 5_204_377, 612 * MIB, 5_204_377)));
            steps.add(step(
                    "finish-shop-db",
                    "Make the indexes and foreign keys of the database shop",
                    "core:finish-schema",
                    Phase.COPY,
                    199,
                    24,
                    new Counts(0, 187, 0, 187)));
            steps.add(step(
                    "verify-files",
                    "Compare the files",
                    "core:verify-tree",
                    Phase.CATCH_UP,
                    223,
                    21,
                    new Counts(1_934 * MIB, 48_211, 0, 48_211)));
            steps.add(step(
                    "switch-shop-db",
                    "Switch the tables in",
                    "core:switch-database",
                    Phase.SWITCH,
                    244,
                    1,
                    Counts.NONE));
            steps.add(step(
                    "warm-cache",
                    "Warm the cache of the shop",
                    "shop:warm-cache",
                    Phase.AFTER,
                    245,
                    17,
                    new Counts(0, 240, 0, 240)));
            return steps;
        }
        StepStatus status = outcome == null
                ? StepStatus.RUNNING
                : outcome == Outcome.CANCELLED ? StepStatus.PENDING : StepStatus.FAILED;
        steps.add(new StepRecord(
                "copy-files",
                "Copy the files of the shop",
                "core:copy-tree",
                Phase.COPY,
                status,
                START.plusSeconds(7),
                outcome == null ? null : START.plusSeconds(148),
                outcome == Outcome.RESTORED ? START.plusSeconds(150) : null,
                3,
                71,
                new Counts(1_370 * MIB, 34_100, 1_934 * MIB, 48_211),
                log(),
                issues(),
                error));
        steps.add(pending("load-shop-db", "Load the rows of the database shop", "core:load-data", Phase.COPY));
        steps.add(pending("switch-shop-db", "Switch the tables in", "core:switch-database", Phase.SWITCH));
        return steps;
    }

    private static StepRecord step(
            String id, String title, String type, Phase phase, long from, long seconds, Counts counts) {
        return new StepRecord(
                id,
                title,
                type,
                phase,
                StepStatus.COMPLETED,
                START.plusSeconds(from),
                START.plusSeconds(from + seconds),
                null,
                1,
                100,
                counts,
                id.equals("copy-files") ? log() : List.of(),
                id.equals("copy-files") ? issues() : List.of(),
                null);
    }

    private static StepRecord pending(String id, String title, String type, Phase phase) {
        return new StepRecord(
                id,
                title,
                type,
                phase,
                StepStatus.PENDING,
                null,
                null,
                null,
                0,
                0,
                Counts.NONE,
                List.of(),
                List.of(),
                null);
    }

    private static List<LogEntry> log() {
        return List.of(
                new LogEntry(START.plusSeconds(7), LogEntry.Level.INFO, "48,211 entries are listed, 1.9 GiB"),
                new LogEntry(
                        START.plusSeconds(96), LogEntry.Level.WARNING, "the connection was lost, and is opened again"),
                new LogEntry(START.plusSeconds(138), LogEntry.Level.INFO, "all units are done"));
    }

    private static List<Issue> issues() {
        return List.of(
                new Issue(
                        new Finding(
                                io.godwit.spi.Severity.WARNING,
                                "tree.changed",
                                "wp-content/debug.log",
                                "A file changed while it was copied, and was copied again.",
                                "size 18,201 then 18,377",
                                "Leave files that are written all the time out, or freeze the source."),
                        START.plusSeconds(40),
                        START.plusSeconds(41),
                        "copied again"),
                new Issue(
                        new Finding(
                                io.godwit.spi.Severity.WARNING,
                                "tree.name-not-text",
                                "wp-content/uploads/2014/caf\\xe9.jpg",
                                "A name is no UTF-8; it was kept byte for byte.",
                                "",
                                "Rename the file if the new server's software cannot serve it."),
                        START.plusSeconds(52),
                        null,
                        ""));
    }

    private static List<BackupInfo> backups() {
        return List.of(
                new BackupInfo(
                        "b1",
                        "copy-files",
                        BackupInfo.Kind.PRE_IMAGES,
                        "/srv/www/.godwit-4f2a9c1e/pre-images",
                        112,
                        START.plusSeconds(8),
                        null),
                new BackupInfo(
                        "b2",
                        "switch-shop-db",
                        BackupInfo.Kind.FORMER_TABLES,
                        "schema godwit_4f2a9c1e_former",
                        64,
                        START.plusSeconds(244),
                        START.plusSeconds(260)));
    }

    private static @Nullable Runbook runbook(@Nullable Outcome outcome) {
        if (outcome == Outcome.NEEDS_DECISION) {
            return new Runbook(
                    "the process died while the payment service was told of the new address, and it cannot be seen"
                            + " whether that took effect",
                    List.of(
                            new Runbook.Choice(
                                    "skip",
                                    "It took effect: go on behind it.",
                                    "godwit resume 4f2a9c1e --decision skip"),
                            new Runbook.Choice(
                                    "again", "It did not: do it again.", "godwit resume 4f2a9c1e --decision again"),
                            new Runbook.Choice("", "Undo everything.", "godwit rollback 4f2a9c1e")));
        }
        if (outcome == Outcome.ROLLBACK_STUCK) {
            return new Runbook(
                    "112 files were to be given back; 9 of them were changed by somebody since, and were left alone",
                    List.of(new Runbook.Choice(
                            "", "Look at the files, then undo the rest.", "godwit rollback 4f2a9c1e --changed keep")));
        }
        return null;
    }

    private static List<Finding> findings() {
        return List.of(
                Finding.warning(
                                "database.sql-mode",
                                "shop.orders.created",
                                "The source holds dates that the destination does not take: 0000-00-00.",
                                "They become NULL; look at the code that reads the column.")
                        .withEvidence("17 rows"),
                Finding.info(
                        "plan.route",
                        "copy-files",
                        "The files go through this machine, since the two servers do not reach each other."));
    }

    private static List<Verification> verification(long differences) {
        return List.of(
                new Verification(
                        "verify-files",
                        "Files of the shop, with contents",
                        48_211,
                        1_934 * MIB,
                        differences,
                        START.plusSeconds(244)),
                new Verification(
                        "verify-shop-db",
                        "Rows of the database shop",
                        5_204_377,
                        612 * MIB,
                        0,
                        START.plusSeconds(243)));
    }

    private static List<Sample> samples(int seconds, boolean paused) {
        List<Sample> samples = new ArrayList<>();
        Random random = new Random(7);
        long bytes = 0;
        long items = 0;
        String step = "copy-files";
        Instant at = START.plusSeconds(7);
        for (int i = 0; i <= seconds; i++) {
            if (i == 132) {
                step = "load-shop-db";
                bytes = 0;
                items = 0;
            }
            samples.add(new Sample(step, at, bytes, items));
            double wave = 1 + 0.35 * Math.sin(i / 9.0) + 0.2 * random.nextGaussian();
            boolean lost = i > 88 && i < 93;
            bytes += lost ? 0 : Math.max(0, Math.round(14.5 * MIB * wave));
            items += lost ? 0 : Math.max(0, Math.round((i < 132 ? 365 : 85_000) * wave));
            at = at.plusSeconds(paused && i == 60 ? 7200 : 1);
        }
        return samples;
    }

    private static Map<String, String> facts() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("source host", "old.example.com, Debian GNU/Linux 11, x86_64, 4 processors, 7.8 GiB");
        facts.put("destination host", "new.example.com, Debian GNU/Linux 12, x86_64, 8 processors, 31 GiB");
        facts.put("source database shop", "MariaDB 10.5.21, utf8mb4");
        facts.put("destination database shop", "PostgreSQL 15.10, UTF8");
        facts.put("room at the destination", "88 GiB free");
        return facts;
    }

    private static Map<String, String> plugins() {
        Map<String, String> plugins = new LinkedHashMap<>();
        plugins.put("TransferMethod ssh", "0.1.0");
        plugins.put("TransferMethod local", "0.1.0");
        plugins.put("DatabaseMigrator mysql", "0.1.0");
        plugins.put("DatabaseMigrator postgres", "0.1.0");
        return plugins;
    }
}
