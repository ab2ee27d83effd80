package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.run.FindingsOnly;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Looks whether a plan may be run as things are now. */
public final class Staleness {
    private Staleness() {}

    /**
     * Refuses a plan with errors.
     *
     * @param plan the plan
     * @throws MigrationException VALIDATION, {@code plan.has-errors}, naming them
     */
    public static void checkRunnable(MigrationPlan plan) {
        List<Finding> errors = plan.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .toList();
        if (!errors.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "plan.has-errors",
                            "the plan has " + errors.size() + " findings that stop it: "
                                    + String.join(
                                            "; ",
                                            errors.stream()
                                                    .map(Finding::message)
                                                    .toList()))
                    .subject(plan.session())
                    .remedy("Settle them, then make the plan again.")
                    .build();
        }
    }

    /**
     * Refuses where a step cannot be opened here.
     *
     * @param steps the steps that are to be run or undone
     * @param scope plugins
     * @throws MigrationException CONFIGURATION, {@code plugin.missing} or {@code step.code-missing}; COMPATIBILITY, {@code
     *     step.version-unsupported}
     */
    public static void checkSteps(List<PlanStep> steps, RunScope scope) {
        StepFactory factory = new StepFactory(scope.plugins());
        for (PlanStep step : steps) {
            try {
                factory.open(step.data());
            } catch (MigrationException e) {
                throw e.within("step " + step.name());
            }
        }
    }

    /**
     * Refuses where the plugins or the facts that a plan relied on are not what they were.
     *
     * @param plan the plan
     * @param isFirstRun whether it was not run before
     * @param scope connections
     * @throws MigrationException VALIDATION, {@code plan.stale}, with each difference; where something cannot be looked at, why
     */
    public static void checkFacts(MigrationPlan plan, boolean isFirstRun, RunScope scope) {
        List<String> differences = new ArrayList<>();
        Map<String, String> now = PluginVersions.of(
                scope.plugins(), plan.steps().stream().map(PlanStep::data).toList(), plan.places());
        plan.plugins().forEach((plugin, version) -> {
            String current = now.get(plugin);
            if (!version.equals(current)) {
                differences.add("plugin " + plugin + " was of version \"" + version + "\", is "
                        + (current == null ? "missing" : "\"" + Objects.requireNonNull(current) + "\""));
            }
        });
        differences.addAll(Facts.differences(plan, isFirstRun, scope.context(new FindingsOnly(finding -> {}))));
        if (!differences.isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "plan.stale",
                            "the plan no longer fits: " + String.join("; ", differences))
                    .subject(plan.session())
                    .remedy(
                            isFirstRun
                                    ? "Make the plan again."
                                    : "Put that right again and resume, or roll the session back and make a new plan.")
                    .build();
        }
    }
}
