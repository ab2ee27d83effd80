package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationPlan.Fact;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Finds the facts that a plan relies on: which servers these are, what the source's tables look like, whether a destination is empty. */
public final class Facts {
    private static final String GONE = "(not there)";

    private final WorkContext context;
    private final BiConsumer<MigrationException, String> onFailure;
    private final Map<String, Fact> facts = new LinkedHashMap<>();

    private Facts(WorkContext context, BiConsumer<MigrationException, String> onFailure) {
        this.context = context;
        this.onFailure = onFailure;
    }

    /**
     * Finds them.
     *
     * @param steps the steps of a plan
     * @param context connections
     * @param onFailure told what could not be looked at, and why
     * @return in a fixed order
     */
    static List<Fact> find(
            Collection<TypedData> steps, WorkContext context, BiConsumer<MigrationException, String> onFailure) {
        Facts finder = new Facts(context, onFailure);
        for (TypedData step : steps) {
            if (step.type().equals(TreeMove.COPY)) {
                finder.tree(StepJson.read(step, TreeMove.class));
            } else if (step.type().equals(DatabaseMove.BUILD)) {
                finder.database(StepJson.read(step, DatabaseMove.class));
            }
        }
        return List.copyOf(finder.facts.values());
    }

    /**
     * What is no longer as a plan relied on.
     *
     * @param plan the plan
     * @param isFirstRun whether it was not run before: then the destination counts too
     * @param context connections
     * @return a line for each difference
     * @throws MigrationException where something cannot be looked at
     */
    public static List<String> differences(MigrationPlan plan, boolean isFirstRun, WorkContext context) {
        List<TypedData> steps = plan.steps().stream().map(PlanStep::data).toList();
        Map<String, String> now = new HashMap<>();
        find(steps, context, (failure, what) -> {
                    throw failure;
                })
                .forEach(fact -> now.put(fact.name(), fact.value()));
        List<String> differences = new ArrayList<>();
        for (Fact fact : plan.facts()) {
            if (isFirstRun || fact.isLasting()) {
                String value = now.getOrDefault(fact.name(), GONE);
                if (!value.equals(fact.value())) {
                    differences.add(fact.name() + " was \"" + fact.value() + "\", is \"" + value + "\"");
                }
            }
        }
        return differences;
    }

    private void tree(TreeMove move) {
        if (move.pass().equals(TreeMove.PASS_COPY)) {
            look(move.name() + " at the destination", () -> {
                boolean isEmpty = DestinationModes.of(move.to(), context) == TreeMove.Mode.CREATE;
                put("files at " + move.to() + ": empty", Boolean.toString(isEmpty), false);
            });
        }
    }

    private void database(DatabaseMove move) {
        look(move.name() + " at the source", () -> {
            try (Database source = context.connections().database(move.from())) {
                server(source, move.from());
                Optional<RelationalSource> relational = source.facet(RelationalSource.class);
                if (relational.isPresent()) {
                    RelationalSchema schema = relational.get().schema(context);
                    put(
                            "database " + move.from() + ": schema",
                            PlanJson.hash(StepJson.write(schema)).substring(0, 16),
                            true);
                }
            }
        });
        look(move.name() + " at the destination", () -> {
            // What is opened to write may not be there yet; nothing is written to it here.
            try (Database destination = context.connections().writableDatabase(move.to())) {
                server(destination, move.to());
            }
        });
    }

    private void server(Database database, Location location) {
        DatabaseFacts server = database.inspect(context);
        put("database " + location + ": server", server.product() + " " + server.version(), true);
    }

    private void put(String name, String value, boolean isLasting) {
        facts.put(name, new Fact(name, value, isLasting));
    }

    private void look(String what, Runnable work) {
        try {
            work.run();
        } catch (MigrationException e) {
            onFailure.accept(e, what);
        }
    }
}
