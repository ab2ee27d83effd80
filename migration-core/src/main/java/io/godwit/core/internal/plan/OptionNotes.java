package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.RunOptions;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Finding;
import io.godwit.spi.Phase;
import io.godwit.spi.Severity;
import java.util.Collection;
import java.util.List;

/** Says what the options of a request come to in this plan, and which of them nothing here carries out. */
final class OptionNotes {
    private final Findings findings;

    OptionNotes(Findings findings) {
        this.findings = findings;
    }

    void look(PlanRequest request, List<PlanStep> steps, Collection<TreeMove.Mode> modes) {
        RunOptions options = request.options();
        boolean freezes = steps.stream().anyMatch(step -> step.phase() == Phase.FREEZE);
        if (options.maintenanceMode() && !freezes) {
            findings.add(Finding.warning(
                    "option.no-maintenance-mode",
                    "options.maintenance_mode",
                    "maintenance_mode is asked for, but nothing in this plan closes the source to its visitors",
                    "Close it yourself while the migration runs, or name the platform of the source (source.type) whose"
                            + " adapter can."));
        }
        boolean hasDatabase = steps.stream().anyMatch(step -> step.mode().equals(StepDraft.BESIDE));
        boolean overwrites = modes.contains(TreeMove.Mode.IN_PLACE);
        if (options.backupBefore() && (hasDatabase || overwrites)) {
            String how = (overwrites ? "each file is kept aside just before it is overwritten" : "")
                    + (overwrites && hasDatabase ? "; " : "")
                    + (hasDatabase
                            ? "databases are built beside what is there, whose tables are moved aside and kept"
                            : "");
            findings.add(
                    Finding.info("option.backup-before", "options.backup_before", "backup_before means here: " + how));
        }
        if (!options.backupBefore() && (hasDatabase || overwrites)) {
            findings.add(Finding.info(
                    "option.backup-until-end",
                    "options.backup_before",
                    "backup_before is off: what is replaced is kept while the migration runs, and removed as its last"
                            + " step; a finished migration cannot be rolled back"));
        }
        if (options.verify() == RunOptions.Verify.NONE) {
            findings.add(Finding.warning(
                    "option.no-verification",
                    "options.verify_after",
                    "what arrives is not compared with what was sent, so the result can only be NOT_VERIFIED",
                    "Leave verify_after on."));
        }
        if (options.onFailure() == RunOptions.OnFailure.ROLLBACK && irreversible(steps) > 0) {
            findings.add(new Finding(
                    Severity.WARNING,
                    "option.rollback-incomplete",
                    "options.on_failure",
                    "on_failure is rollback, and some steps have nothing to undo",
                    irreversible(steps) + " steps of plugins or code without undo",
                    "Look at the steps without an undo line: what they change stays."));
        }
    }

    /** Steps that are not the engine's own, and say nothing of how they are undone. */
    private static long irreversible(List<PlanStep> steps) {
        return steps.stream()
                .filter(step -> step.undo().isEmpty())
                .filter(step -> !step.data().type().startsWith("core:")
                        || step.data().type().equals(io.godwit.core.internal.run.CodeSteps.ID))
                .count();
    }
}
