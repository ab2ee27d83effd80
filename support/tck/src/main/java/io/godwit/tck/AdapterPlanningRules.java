package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about checking and planning. */
interface AdapterPlanningRules extends AdapterRules {
    @Test
    default void inventoriesSurviveBeingStored() {
        for (InspectedSite site :
                List.of(bench().inspected(bench().source()), bench().inspected(bench().destination()))) {
            Inventory inventory = site.inventory();

            assertThat(AdapterBench.stored(inventory)).isEqualTo(inventory);
            assertThat(inventory.evidence()).as("evidence").satisfies(AdapterBench::isJson);
        }
    }

    @Test
    default void checksAndPlansFromStoredInventoriesAlone() {
        WatchedPlaces watch = bench().watch();
        PlatformAdapter first = bench().adapter();
        Inventory source = first.inspect(bench().source(), bench().context(watch));
        Inventory destination = first.inspect(bench().destination(), bench().context(watch));
        List<Finding> findings = first.check(source, destination);
        Blueprint blueprint = first.plan(
                new InspectedSite(bench().source(), source), new InspectedSite(bench().destination(), destination));
        int opened = watch.opened().size();

        // another process, with the sites out of reach
        watch.cut();
        PlatformAdapter second = bench().contract().adapter();
        Inventory storedSource = AdapterBench.stored(source);
        Inventory storedDestination = AdapterBench.stored(destination);
        List<Finding> laterFindings = second.check(storedSource, storedDestination);
        Blueprint laterBlueprint = second.plan(
                new InspectedSite(bench().source(), storedSource),
                new InspectedSite(bench().destination(), storedDestination));
        first.check(source, destination);
        first.plan(new InspectedSite(bench().source(), source), new InspectedSite(bench().destination(), destination));

        assertThat(laterFindings).isEqualTo(findings);
        assertThat(laterBlueprint).isEqualTo(blueprint);
        assertThat(watch.opened())
                .as("places opened while checking and planning")
                .hasSize(opened);
    }

    @Test
    default void findsNoFaultWithASiteThatFits() {
        List<Finding> findings = bench().adapter()
                .check(
                        bench().inspected(bench().source()).inventory(),
                        bench().inspected(bench().destination()).inventory());
        List<Finding> all = new ArrayList<>(findings);
        all.addAll(bench().plan().findings());

        assertThat(all)
                .filteredOn(finding -> finding.severity() == Severity.ERROR)
                .isEmpty();
    }

    @Test
    default void movesSomething() {
        Blueprint blueprint = bench().plan();

        assertThat(blueprint.files().size()
                        + blueprint.databases().size()
                        + blueprint.steps().size())
                .as("file sets, databases and steps")
                .isPositive();
    }

    @Test
    default void givesEverySetAndStepANameOfItsOwn() {
        bench().plans()
                .forEach((what, blueprint) ->
                        assertThat(AdapterBench.names(blueprint)).as(what).doesNotHaveDuplicates());
    }

    @Test
    default void neverWritesToTheSource() {
        bench().plans().forEach((what, blueprint) -> {
            List<Location> source = bench().sourcePlaces(blueprint);
            assertThat(Stream.concat(
                            blueprint.files().stream().map(Blueprint.FileSet::to),
                            blueprint.databases().stream().map(Blueprint.DatabaseSet::to)))
                    .as(what)
                    .noneMatch(to -> source.stream().anyMatch(place -> AdapterBench.isSamePlace(place, to)));
        });
    }

    @Test
    default void catchesUpOnlyBehindAFreeze() {
        bench().plans().forEach((what, blueprint) -> {
            List<Phase> phases =
                    blueprint.steps().stream().map(Blueprint.PlannedStep::phase).toList();
            if (phases.contains(Phase.CATCH_UP)) {
                assertThat(phases).as("phases of " + what).contains(Phase.FREEZE);
            }
        });
    }

    @Test
    default void tellsNoSecretInItsPlans() {
        Inventory source = bench().inspected(bench().source()).inventory();
        Inventory destination = bench().inspected(bench().destination()).inventory();

        bench().tellsNoSecret(
                        "what will not fit", AdapterBench.said(bench().adapter().check(source, destination)));
        bench().plans()
                .forEach((what, blueprint) ->
                        bench().tellsNoSecret("the blueprint of " + what, AdapterBench.said(blueprint)));
    }
}
