package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Inventory;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/** Rules about detecting and inspecting. */
interface AdapterLookingRules extends AdapterRules {
    @Test
    default void canBeMadeWithoutArguments() {
        assumeTrue(bench().contract().isDiscovered(), "it is made by hand");
        Providers.canBeMadeWithoutArguments(bench().adapter());
    }

    @Test
    default void isFoundByTheServiceLoader() {
        assumeTrue(bench().contract().isDiscovered(), "it is made by hand");
        Class<?> type = Breakage.honest(bench().adapter()).getClass();

        assertThat(ServiceLoader.load(PlatformAdapter.class, type.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::type))
                .as("adapters in META-INF/services")
                .anyMatch(type::equals);
    }

    @Test
    default void namesItself() {
        PlatformAdapter adapter = bench().adapter();

        assertThat(adapter.id())
                .matches(Providers.ID)
                .isEqualTo(bench().contract().adapter().id());
        assertThat(adapter.title()).isNotBlank();
    }

    @Test
    default void knowsItsOwnSiteAndSaysWhatShowsIt() {
        Optional<String> shown = bench().adapter().detect(bench().source(), bench().real());

        assertThat(shown)
                .hasValueSatisfying(text -> assertThat(text).isNotBlank().doesNotContain("\n"));
    }

    @Test
    default void saysNoToForeignSites() {
        List<Site> foreign = new ArrayList<>(bench().contract().foreign());
        assertThat(foreign).as("foreign sites of the test").isNotEmpty();
        foreign.add(bench().destination());
        foreign.add(new Site(null, List.of(), Map.of()));

        for (Site site : foreign) {
            assertThat(bench().adapter().detect(site, bench().real()))
                    .as(site.toString())
                    .isEmpty();
        }
    }

    @Test
    default void touchesNothingWhileLooking() {
        List<Site> sites = new ArrayList<>(bench().contract().foreign());
        sites.add(bench().source());
        sites.add(bench().destination());

        WatchedPlaces watch = bench().watch();
        for (Site site : sites) {
            bench().adapter().detect(site, bench().context(watch));
        }
        bench().adapter().inspect(bench().source(), bench().context(watch));
        bench().adapter().inspect(bench().destination(), bench().context(watch));

        assertThat(watch.changes()).as("changes").isEmpty();
    }

    @Test
    default void neverOpensTheSourceToWrite() {
        WatchedPlaces watch = bench().watch();
        bench().adapter().detect(bench().source(), bench().context(watch));
        bench().adapter().inspect(bench().source(), bench().context(watch));

        assertThat(watch.openedToWrite()).isEmpty();
        assertThat(watch.opened()).as("what it looked at").isNotEmpty();
    }

    @Test
    default void givesBackWhatItBorrowed() {
        WatchedPlaces watch = bench().watch();
        bench().adapter().detect(bench().source(), bench().context(watch));
        bench().adapter().inspect(bench().source(), bench().context(watch));
        bench().adapter().inspect(bench().destination(), bench().context(watch));

        assertThat(watch.lent())
                .as("hosts, trees, databases and streams that were not closed")
                .isEmpty();
    }

    @Test
    default void takesStockOfItsSite() {
        Inventory inventory = bench().inspected(bench().source()).inventory();

        assertThat(inventory.platform()).isEqualTo(bench().adapter().id());
        assertThat(inventory.items()).isNotEmpty();
    }

    @Test
    default void findsNothingWhereNothingIs() {
        Inventory inventory = bench().inspected(bench().destination()).inventory();

        assertThat(inventory.platform()).isEqualTo(bench().adapter().id());
        assertThat(inventory.items()).isEmpty();
    }

    @Test
    default void findsTheSameTwice() {
        assertThat(bench().contract().adapter().inspect(bench().source(), bench().real()))
                .isEqualTo(bench().inspected(bench().source()).inventory());
    }

    @Test
    default void takesNoPlaceOutOfReachForAnEmptyOne() {
        WatchedPlaces watch = bench().watch();
        watch.cut();

        assertThat(AdapterBench.failure(() -> bench().adapter().inspect(bench().source(), bench().context(watch)))
                        .category())
                .isEqualTo(ErrorCategory.CONNECTIVITY);
    }

    @Test
    default void stopsLookingWhenCancelled() {
        bench().real().cancel();

        assertThat(AdapterBench.failure(() -> bench().adapter().inspect(bench().source(), bench().real()))
                        .category())
                .isEqualTo(ErrorCategory.CANCELLED);
    }

    @Test
    default void tellsNoSecretOfASite() {
        Inventory inventory = bench().inspected(bench().source()).inventory();
        String shown =
                bench().adapter().detect(bench().source(), bench().real()).orElse("");

        bench().tellsNoSecret("the inventory", inventory.toString());
        bench().tellsNoSecret("what shows the platform", shown);
        bench().tellsNoSecret("what it reported", bench().real().findings().toString());
        bench().tellsNoSecret("what it logged", bench().real().logged().toString());
    }
}
