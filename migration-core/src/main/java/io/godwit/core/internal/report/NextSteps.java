package io.godwit.core.internal.report;

import io.godwit.core.BackupInfo;
import io.godwit.core.ErrorInfo;
import io.godwit.core.Issue;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSession;
import io.godwit.core.Outcome;
import io.godwit.core.Runbook;
import io.godwit.core.SessionStatus;
import io.godwit.core.StepRecord;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is left to do, the most urgent first. */
final class NextSteps {
    private NextSteps() {}

    /**
     * One thing to do.
     *
     * @param text what, in a sentence
     * @param command the command line for it, or an empty string
     */
    record NextStep(String text, String command) {}

    static List<NextStep> of(MigrationReport report) {
        MigrationSession session = report.session();
        List<NextStep> all = new ArrayList<>();
        Runbook runbook = session.runbook();
        ErrorInfo error = session.error();
        if (error != null && !error.remediation().isBlank()) {
            all.add(new NextStep(error.remediation(), ""));
        }
        if (runbook != null) {
            runbook.choices().forEach(choice -> all.add(new NextStep(choice.meaning(), choice.command())));
        } else {
            byOutcome(session, all);
        }
        if (!report.support().isBlank() && (error != null || runbook != null)) {
            all.add(new NextStep("Where that does not help, ask: " + report.support(), ""));
        }
        openIssues(session, all);
        backups(session, all);
        return List.copyOf(all);
    }

    private static void byOutcome(MigrationSession session, List<NextStep> all) {
        String id = session.id();
        Outcome outcome = session.outcome();
        if (outcome == null) {
            unfinished(session, all);
            return;
        }
        switch (outcome) {
            case VERIFIED -> {}
            case NOT_VERIFIED ->
                all.add(new NextStep("Compare what arrived with what was sent.", "godwit verify " + id));
            case DIFFERENCES -> {
                all.add(new NextStep(
                        "Look at the differences below; once they are put right, compare again.",
                        "godwit verify " + id));
                all.add(new NextStep("Or undo the migration.", "godwit rollback " + id));
            }
            case RESUMABLE -> {
                all.add(new NextStep("Once the cause is gone, go on where it stopped.", "godwit resume " + id));
                all.add(new NextStep("Or undo what was done.", "godwit rollback " + id));
            }
            case CANCELLED -> {
                all.add(new NextStep("Go on where it stopped.", "godwit resume " + id));
                all.add(new NextStep("Or undo what was done.", "godwit rollback " + id));
            }
            case NEEDS_DECISION, ROLLBACK_STUCK ->
                all.add(new NextStep("Look at what the session needs.", "godwit diagnose " + id));
            case RESTORED -> {
                if (session.error() != null) {
                    all.add(new NextStep("Once the cause is gone, plan and run the migration again.", ""));
                }
            }
        }
    }

    private static void unfinished(MigrationSession session, List<NextStep> all) {
        if (session.status() == SessionStatus.PENDING) {
            all.add(new NextStep("Look at the plan, and run it.", "godwit resume " + session.id()));
        } else {
            all.add(new NextStep("If its process has died, go on where it stopped.", "godwit resume " + session.id()));
        }
    }

    /** What was noticed and is not resolved, each remedy once. */
    private static void openIssues(MigrationSession session, List<NextStep> all) {
        Set<String> remedies = new LinkedHashSet<>();
        for (StepRecord step : session.steps()) {
            for (Issue issue : step.issues()) {
                boolean matters = issue.finding().severity() != Severity.INFO && !issue.isResolved();
                if (matters && !issue.finding().remediation().isBlank()) {
                    remedies.add(issue.finding().remediation());
                }
            }
        }
        all.stream().map(NextStep::text).forEach(remedies::remove);
        remedies.forEach(remedy -> all.add(new NextStep(remedy, "")));
    }

    private static void backups(MigrationSession session, List<NextStep> all) {
        long kept = session.backups().stream()
                .filter(backup -> isThere(backup.removedAt()))
                .count();
        if (kept > 0 && session.status() == SessionStatus.COMPLETED) {
            all.add(new NextStep(
                    "When you are sure that you do not want to go back, remove "
                            + (kept == 1 ? "the backup" : "the " + kept + " backups") + " that "
                            + (kept == 1 ? "is" : "are") + " kept.",
                    ""));
        }
    }

    private static boolean isThere(java.time.@Nullable Instant removedAt) {
        return removedAt == null;
    }

    /** For the lists of backups. */
    static String kind(BackupInfo backup) {
        return switch (backup.kind()) {
            case PRE_IMAGES -> "files as they were before";
            case FORMER_TABLES -> "former tables";
            case CAPSULE -> "a copy elsewhere";
        };
    }
}
