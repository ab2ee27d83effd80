package io.godwit.tck;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.Operation.Parameter;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of adapters notices what is broken, rule by rule. */
class PlatformAdapterProofTest {
    private static final String SECRET = "open-sesame";

    static class Honest extends PlatformAdapterContract {
        private final MemoryTrees trees = new MemoryTrees();

        PlatformAdapter made() {
            return new ShopAdapter();
        }

        @Override
        protected PlatformAdapter adapter() {
            return Breakage.over(made());
        }

        @Override
        protected Site source() {
            return site("old", Map.of("shop.txt", "shop of ours\nkey = " + SECRET + "\n", "other.txt", "other"));
        }

        @Override
        protected Site destination() {
            return new Site(MemoryTrees.place("new"), List.of(), Map.of());
        }

        @Override
        protected List<Site> foreign() {
            return List.of(site("inn", Map.of("shop.txt", "inn")), site("empty", Map.of()));
        }

        private Site site(String name, Map<String, String> files) {
            return new Site(trees.site(name, files), List.of(), Map.of());
        }

        @Override
        protected TckContext newContext() {
            return new TckContext().with(trees);
        }

        @Override
        protected List<String> secrets() {
            return List.of(SECRET);
        }

        @Override
        protected <T extends DataType> Optional<T> type(Class<T> contract, String id) {
            return super.type(contract, id).map(Breakage::over);
        }

        @Override
        protected Map<String, String> parameters(Operation operation) {
            return Map.of("depth", "3");
        }

        @Override
        protected Map<String, String> refusedParameters(Operation operation) {
            return Map.of("depth", "10");
        }
    }

    /** Not to be made by anybody else. */
    static final class HiddenAdapter extends ShopAdapter {}

    /** Not named in META-INF/services. */
    public static final class UnlistedAdapter extends ShopAdapter {}

    static final class Hidden extends Honest {
        @Override
        PlatformAdapter made() {
            return new HiddenAdapter();
        }
    }

    static final class Unlisted extends Honest {
        @Override
        PlatformAdapter made() {
            return new UnlistedAdapter();
        }
    }

    private static Breakage adapter(String method, Breakage.Fault fault) {
        return Breakage.in(PlatformAdapter.class, method, fault);
    }

    /** Tells another inventory of what it finds. */
    private static Breakage inventory(UnaryOperator<Inventory> fault) {
        return adapter("inspect", call -> fault.apply(call.proceedTo(Inventory.class)));
    }

    /** Plans moving otherwise. */
    private static Breakage plan(UnaryOperator<Blueprint> fault) {
        return adapter(
                "plan",
                call -> call.arguments().size() == 2 ? fault.apply(call.proceedTo(Blueprint.class)) : call.proceed());
    }

    private static Breakage job(Breakage.Fault fault) {
        return adapter("plan", call -> call.arguments().size() == 4 ? fault.answer(call) : call.proceed());
    }

    private static Breakage steps(UnaryOperator<PlannedStep> fault) {
        return plan(made -> new Blueprint(
                made.files(),
                made.databases(),
                made.steps().stream().map(fault).toList(),
                made.checks(),
                made.findings()));
    }

    private static Breakage sets(UnaryOperator<FileSet> fault) {
        return plan(made -> new Blueprint(
                made.files().stream().map(fault).toList(),
                made.databases(),
                made.steps(),
                made.checks(),
                made.findings()));
    }

    private static Inventory with(Inventory made, String evidence) {
        return new Inventory(made.platform(), made.version(), made.facts(), made.items(), evidence);
    }

    private static Blueprint nothing() {
        return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
    }

    private static void write(Site site, WorkContext context) {
        try (WritableFileTree tree =
                context.connections().writableTree(site.files().orElseThrow())) {
            tree.write(TestContents.stream(List.of(TreeBench.file("left", "behind"))), TreeBench.token(1), context);
        }
    }

    private static PlannedStep in(Phase phase, PlannedStep step) {
        return new PlannedStep(step.name(), step.title(), phase, step.data());
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        ContractProof proof = ContractProof.of(Honest.class);
        looking(proof);
        planning(proof);
        steps(proof);
        operations(proof);
        return proof.everyRule();
    }

    private static void looking(ContractProof proof) {
        AtomicInteger count = new AtomicInteger();
        proof.notices("is nobody's to make", Hidden.class, "canBeMadeWithoutArguments", "isFoundByTheServiceLoader")
                .notices("is not named in META-INF/services", Unlisted.class, "isFoundByTheServiceLoader")
                .notices("has no title", adapter("title", call -> " "), "namesItself")
                .notices(
                        "does not say what shows it",
                        adapter("detect", call -> ((Optional<?>) Objects.requireNonNull(call.proceed())).map(x -> "")),
                        "knowsItsOwnSiteAndSaysWhatShowsIt")
                .notices(
                        "sees itself everywhere",
                        adapter("detect", call -> Optional.of("Shop")),
                        "saysNoToForeignSites")
                .notices(
                        "leaves something where it looked",
                        adapter("inspect", call -> {
                            Object found = call.proceed();
                            if (((Inventory) Objects.requireNonNull(found))
                                    .items()
                                    .isEmpty()) {
                                write(call.argument(0, Site.class), call.argument(1, WorkContext.class));
                            }
                            return found;
                        }),
                        "touchesNothingWhileLooking")
                .notices(
                        "opens the source to write",
                        adapter("inspect", call -> {
                            Inventory found = call.proceedTo(Inventory.class);
                            if (!found.items().isEmpty()) {
                                call.argument(1, WorkContext.class)
                                        .connections()
                                        .writableTree(call.argument(0, Site.class)
                                                .files()
                                                .orElseThrow())
                                        .close();
                            }
                            return found;
                        }),
                        "neverOpensTheSourceToWrite")
                .notices(
                        "keeps a tree open",
                        adapter("detect", call -> {
                            Site site = call.argument(0, Site.class);
                            Optional<?> shown = (Optional<?>) Objects.requireNonNull(call.proceed());
                            if (shown.isPresent()) {
                                call.argument(1, WorkContext.class)
                                        .connections()
                                        .tree(site.files().orElseThrow());
                            }
                            return shown;
                        }),
                        "givesBackWhatItBorrowed")
                .notices(
                        "takes no stock",
                        inventory(made -> new Inventory("shop", 1, made.facts(), List.of(), made.evidence())),
                        "takesStockOfItsSite")
                .notices(
                        "finds something where nothing is",
                        inventory(made -> made.items().isEmpty()
                                ? new Inventory(
                                        "shop",
                                        1,
                                        made.facts(),
                                        List.of(new Inventory.Item("line", "shop", "")),
                                        made.evidence())
                                : made),
                        "findsNothingWhereNothingIs")
                .notices(
                        "finds something else each time",
                        inventory(made -> with(made, Integer.toString(count.incrementAndGet()))),
                        "findsTheSameTwice")
                .notices(
                        "takes a place out of reach for an empty one",
                        adapter("inspect", call -> emptyAfter(ErrorCategory.CONNECTIVITY, call)),
                        "takesNoPlaceOutOfReachForAnEmptyOne")
                .notices(
                        "takes a place for an empty one when cancelled",
                        adapter("inspect", call -> emptyAfter(ErrorCategory.CANCELLED, call)),
                        "stopsLookingWhenCancelled")
                .notices(
                        "keeps a secret as evidence",
                        inventory(made -> with(made, "{\"key\": \"" + SECRET + "\"}")),
                        "tellsNoSecretOfASite");
    }

    private static Object emptyAfter(ErrorCategory category, Breakage.Call call) throws Throwable {
        try {
            return Objects.requireNonNull(call.proceed());
        } catch (MigrationException e) {
            if (e.category() != category) {
                throw e;
            }
            return new Inventory("shop", 1, Map.of(), List.of(), "{}");
        }
    }

    private static void planning(ContractProof proof) {
        AtomicReference<WorkContext> kept = new AtomicReference<>();
        AtomicReference<Site> site = new AtomicReference<>();
        proof.notices(
                        "writes evidence that is no JSON",
                        inventory(made -> with(made, "seen: true")),
                        "inventoriesSurviveBeingStored")
                .notices(
                        "looks at the site again when it checks",
                        adapter("inspect", call -> {
                                    kept.set(call.argument(1, WorkContext.class));
                                    site.set(call.argument(0, Site.class));
                                    return call.proceed();
                                })
                                .and(PlatformAdapter.class, "check", call -> {
                                    new ShopAdapter()
                                            .detect(
                                                    Objects.requireNonNull(site.get()),
                                                    Objects.requireNonNull(kept.get()));
                                    return call.proceed();
                                }),
                        "checksAndPlansFromStoredInventoriesAlone")
                .notices(
                        "finds fault with what fits",
                        adapter("check", call -> List.of(Finding.error("shop.unfit", "shop", "It does not fit.", ""))),
                        "findsNoFaultWithASiteThatFits")
                .notices("plans nothing", plan(made -> nothing()), "movesSomething")
                .notices(
                        "calls two steps alike",
                        steps(step -> new PlannedStep("same", step.title(), step.phase(), step.data())),
                        "givesEverySetAndStepANameOfItsOwn")
                .notices(
                        "writes to where it reads",
                        sets(set -> new FileSet(set.name(), set.from(), set.from(), Selection.ALL, set.transforms())),
                        "neverWritesToTheSource")
                .notices(
                        "catches up without a freeze",
                        steps(step -> step.phase() == Phase.FREEZE ? in(Phase.CATCH_UP, step) : step),
                        "catchesUpOnlyBehindAFreeze")
                .notices(
                        "writes a secret into a plan",
                        steps(step -> new PlannedStep(step.name(), "Use " + SECRET, step.phase(), step.data())),
                        "tellsNoSecretInItsPlans");
    }

    private static void steps(ContractProof proof) {
        AtomicInteger count = new AtomicInteger();
        TypedData unknown = new TypedData("shop:unknown", 1, "{}");
        proof.notices(
                        "names a step that nobody knows",
                        steps(step -> new PlannedStep(step.name(), step.title(), step.phase(), unknown)),
                        "bringsTheTypeOfEveryStep",
                        "everyStepSaysWhatItWouldDo",
                        "noStepChangesAnythingWhileItIsPlanned",
                        "refusesDataThatIsNotItsOwn",
                        "whatFreezesCanBeThawed")
                .notices(
                        "names a check that nobody knows",
                        plan(made -> new Blueprint(
                                made.files(), made.databases(), made.steps(), List.of(unknown), made.findings())),
                        "bringsTheTypeOfEveryCheck")
                .notices(
                        "names a transform that nobody knows",
                        sets(set -> new FileSet(set.name(), set.from(), set.to(), Selection.ALL, List.of(unknown))),
                        "bringsTheTypeOfEveryTransform",
                        "refusesDataThatIsNotItsOwn",
                        "transformsConcernWhatTheyRewrite",
                        "transformsGiveTheSameForTheSame")
                .notices(
                        "brings a step that reads its data in an older version only",
                        steps(step -> new PlannedStep(
                                step.name(),
                                step.title(),
                                step.phase(),
                                new TypedData(step.data().type(), 2, step.data().json()))),
                        "bringsTheTypeOfEveryStep",
                        "everyStepSaysWhatItWouldDo",
                        "noStepChangesAnythingWhileItIsPlanned",
                        "refusesDataThatIsNotItsOwn",
                        "whatFreezesCanBeThawed")
                .notices(
                        "opens a step of any data",
                        Breakage.in(StepType.class, "open", call -> {
                            TypedData data = call.argument(0, TypedData.class);
                            return data.json().startsWith("{\"at\"")
                                    ? call.proceed()
                                    : call.proceedWith(new TypedData(data.type(), 1, "{\"at\": \"memory:/new\"}"));
                        }),
                        "refusesDataThatIsNotItsOwn")
                .notices(
                        "opens a transform of any data",
                        Breakage.in(
                                TransformType.class,
                                "open",
                                call -> call.proceedWith(new TypedData("shop:loud", 1, "{}"))),
                        "refusesDataThatIsNotItsOwn")
                .notices(
                        "does not say what a step touches",
                        Breakage.in(
                                Step.class,
                                "outline",
                                call -> new Step.Outline(List.of(), "removes sign", 0, 0, List.of())),
                        "everyStepSaysWhatItWouldDo")
                .notices(
                        "begins a step while it is planned",
                        Breakage.in(Step.class, "outline", call -> {
                            StepContext context = call.argument(0, StepContext.class);
                            write(new Site(MemoryTrees.place("new"), List.of(), Map.of()), context);
                            return call.proceed();
                        }),
                        "noStepChangesAnythingWhileItIsPlanned")
                .notices(
                        "copies with a step that cannot be repeated",
                        steps(step -> step.phase() == Phase.AFTER ? in(Phase.COPY, step) : step)
                                .and(Step.class, "isRepeatable", call -> false),
                        "stepsThatCopyCanBeRepeated")
                .notices(
                        "freezes for ever",
                        Breakage.in(Step.class, "outline", call -> Step.Outline.of("closes the shop", "")),
                        "whatFreezesCanBeThawed")
                .notices(
                        "rewrites what does not concern it",
                        Breakage.in(Transform.class, "rewrite", call -> Optional.of(TestContents.of(new byte[1]))),
                        "transformsConcernWhatTheyRewrite")
                .notices(
                        "rewrites otherwise each time",
                        Breakage.in(
                                Transform.class,
                                "rewrite",
                                call -> ((Optional<?>) Objects.requireNonNull(call.proceed()))
                                        .map(any -> TestContents.of(new byte[] {(byte) count.incrementAndGet()}))),
                        "transformsGiveTheSameForTheSame");
    }

    private static Breakage parameter(UnaryOperator<Parameter> fault) {
        return adapter(
                "operations",
                call -> List.of(new Operation(
                        ShopAdapter.STAMP.id(),
                        ShopAdapter.STAMP.title(),
                        ShopAdapter.STAMP.parameters().stream().map(fault).toList())));
    }

    private static void operations(ContractProof proof) {
        proof.notices(
                        "lists a job twice",
                        adapter("operations", call -> {
                            List<Object> twice = new ArrayList<>((List<?>) Objects.requireNonNull(call.proceed()));
                            twice.addAll(List.copyOf(twice));
                            return twice;
                        }),
                        "operationsAreItsOwn")
                .notices(
                        "does not explain a parameter",
                        parameter(p ->
                                new Parameter(p.name(), p.type(), p.isRequired(), p.defaultValue(), p.choices(), "")),
                        "everyParameterIsExplained")
                .notices(
                        "has a default that is none of the choices",
                        parameter(p -> new Parameter(
                                p.name(),
                                p.type(),
                                p.isRequired(),
                                p.isRequired() ? "" : "square",
                                p.choices(),
                                p.description())),
                        "defaultsFitTheTypeOfTheirParameter")
                .notices(
                        "has a default for what must be given",
                        parameter(p -> new Parameter(
                                p.name(),
                                p.type(),
                                p.isRequired(),
                                p.isRequired() ? "3" : p.defaultValue(),
                                p.choices(),
                                p.description())),
                        "defaultsFitTheTypeOfTheirParameter")
                .notices(
                        "plans nothing for a job",
                        job(call -> {
                            call.proceed();
                            return nothing();
                        }),
                        "plansEveryOperation")
                .notices(
                        "takes a parameter as it comes",
                        job(call -> {
                            Map<?, ?> given = call.argument(1, Map.class);
                            return "10".equals(given.get("depth"))
                                    ? call.proceedWith(call.with(1, Map.of("depth", "9")))
                                    : call.proceed();
                        }),
                        "refusesWhatAParameterMayNotBe")
                .notices(
                        "takes any job for its own",
                        job(call -> call.argument(0, Operation.class).equals(ShopAdapter.STAMP)
                                ? call.proceed()
                                : nothing()),
                        "refusesAnOperationThatItDoesNotHave");
    }
}
