package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.Fact;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Pipeline;
import io.godwit.core.internal.run.CheckSteps;
import io.godwit.core.internal.run.CodeSteps;
import io.godwit.core.internal.run.LookContext;
import io.godwit.core.internal.run.RunScope;
import io.godwit.core.internal.run.StepFactory;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import io.godwit.spi.TypedData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes a plan of a request, and changes nothing. One plan each. */
public final class PlanMaker {
    private final PlanRequest request;
    private final RunScope scope;
    private final Findings findings = new Findings();
    private final Map<FileSet, TreeMove.Mode> modes = new LinkedHashMap<>();

    private PlanMaker(PlanRequest request, RunScope scope) {
        this.request = request;
        this.scope = scope;
    }

    /**
     * Makes a plan.
     *
     * @param request what it is to be made of
     * @param scope connections
     * @return the plan of a new session
     * @throws MigrationException CONFIGURATION, where the request contradicts itself; CANCELLED. What is merely missing or out of
     *     reach becomes a finding of the plan.
     */
    public static MigrationPlan make(PlanRequest request, RunScope scope) {
        return new PlanMaker(request, scope).make();
    }

    private MigrationPlan make() {
        Instant now = scope.settings().clock().instant();
        String session = SessionIds.next(now);
        findings.addAll(request.findings());
        try (LookContext context = LookContext.toPlan(scope, session)) {
            List<StepDraft> drafts = order(session, context);
            List<TypedData> data = drafts.stream().map(StepDraft::data).toList();
            List<Fact> facts = Facts.find(data, context, findings::add);
            List<PlanStep> steps = new ArrayList<>();
            for (StepDraft draft : drafts) {
                steps.add(outline(draft, context));
            }
            new Preflight(context, findings).look(request);
            new OptionNotes(findings).look(request, steps, modes.values());
            findings.addAll(context.findings());
            return new MigrationPlan(
                    session,
                    request.tenant(),
                    request.name(),
                    now,
                    request.operation(),
                    request.spec(),
                    request.specHash(),
                    request.options(),
                    steps,
                    findings.list(),
                    facts,
                    PluginVersions.of(scope.plugins(), data, request.places()),
                    request.places());
        }
    }

    private List<StepDraft> order(String session, LookContext context) {
        boolean freezes = steps().anyMatch(phase -> phase == Phase.FREEZE);
        StepGraph graph = new StepGraph();
        SetSteps sets = new SetSteps(graph, request.options(), session, freezes);
        int databases = 0;
        for (Pipeline.Element element : request.elements()) {
            if (element instanceof Pipeline.Files files) {
                sets.copyFiles(files.set(), mode(files.set(), context));
            } else if (element instanceof Pipeline.Database database) {
                sets.database(database.set(), databases++);
            } else if (element instanceof Pipeline.PluginStep plugin) {
                graph.add(StepDraft.of(plugin.step()));
            } else if (element instanceof Pipeline.HostStep host) {
                graph.add(new StepDraft(
                        host.step().name(),
                        host.step().title(),
                        host.step().phase(),
                        CodeSteps.data(request.name(), host.step()),
                        ""));
            }
        }
        modes.forEach((set, mode) -> sets.verifyFiles(set, mode));
        int checks = 0;
        for (TypedData check : request.checks()) {
            checks++;
            graph.add(new StepDraft(
                    "check-" + checks, "Check: " + check.type(), Phase.AFTER, CheckSteps.data(check), ""));
        }
        sets.release();
        hooks(graph);
        return graph.sorted();
    }

    private Stream<Phase> steps() {
        return request.elements().stream().flatMap(element -> {
            if (element instanceof Pipeline.PluginStep plugin) {
                return Stream.of(plugin.step().phase());
            }
            return element instanceof Pipeline.HostStep host
                    ? Stream.of(host.step().phase())
                    : Stream.empty();
        });
    }

    private void hooks(StepGraph graph) {
        for (Pipeline.Hook hook : request.hooks()) {
            StepDraft target = hook.isBefore() ? graph.first(hook.target()) : graph.last(hook.target());
            StepDraft draft = new StepDraft(
                    hook.step().name(),
                    hook.step().title(),
                    target.phase(),
                    CodeSteps.data(request.name(), hook.step()),
                    "");
            if (hook.isBefore()) {
                graph.before(target.name(), draft);
            } else {
                graph.after(target.name(), draft);
            }
        }
    }

    private TreeMove.Mode mode(FileSet set, LookContext context) {
        TreeMove.Mode mode;
        try {
            mode = DestinationModes.of(set.to(), context);
        } catch (MigrationException e) {
            stopIfCancelled(e);
            findings.add(e, set.to().toString());
            mode = TreeMove.Mode.IN_PLACE;
        }
        modes.put(set, mode);
        return mode;
    }

    private PlanStep outline(StepDraft draft, LookContext context) {
        Step.Outline outline = Step.Outline.of("could not be looked at", "");
        boolean isRepeatable = true;
        try {
            scope.cancellation().throwIfCancelled();
            Step step = new StepFactory(scope.plugins()).open(draft.data());
            isRepeatable = step.isRepeatable();
            outline = step.outline(context);
            findings.addAll(outline.findings());
        } catch (MigrationException e) {
            stopIfCancelled(e);
            findings.add(e, draft.name());
        }
        return new PlanStep(
                draft.name(),
                draft.title(),
                draft.phase(),
                draft.data(),
                draft.mode(),
                outline.touches(),
                outline.undo(),
                outline.items(),
                outline.bytes(),
                isRepeatable);
    }

    private static void stopIfCancelled(MigrationException failure) {
        if (failure.category() == ErrorCategory.CANCELLED) {
            throw failure;
        }
    }
}
