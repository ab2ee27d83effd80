package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says before anything is done, and when it does not fit any more. */
final class PlanFindingsTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeTheSource() throws IOException {
        Files.createDirectories(directory.resolve("old"));
        Files.writeString(directory.resolve("old/index.html"), "shop");
        SmallPlugin.sql(
                directory.resolve("old.db"),
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders VALUES (1, 'a')");
        SmallPlugin.sql(directory.resolve("new.db"), "CREATE TABLE other (id INTEGER PRIMARY KEY)");
    }

    private Migrator migrator() {
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(Plugins.builder()
                        .discover(getClass().getClassLoader())
                        .add(DatabaseMigrator.class, new SmallPlugin())
                        .build())
                .build();
    }

    private String place(String name) {
        return directory.resolve(name).toUri().toString();
    }

    private String database(String name) {
        return "small://" + directory.resolve(name);
    }

    private MigrationSpec files(UnaryOperator<MigrationSpec.Builder> more) {
        return more.apply(MigrationSpec.builder("shop-move")
                        .source(s -> s.at(place("old")))
                        .destination(d -> d.at(place("new"))))
                .build();
    }

    private MigrationSpec databases() {
        return MigrationSpec.builder("shop-move")
                .source(s -> s.database(database("old.db")))
                .destination(d -> d.database(database("new.db")))
                .build();
    }

    private List<String> told(MigrationSpec spec) {
        try (Migrator migrator = migrator()) {
            return migrator.validate(spec).stream().map(Finding::code).toList();
        }
    }

    @Test
    void whereTheAdapterIsMissingThatMightKnowBetterOneSideAloneIsAnError() {
        MigrationSpec lessThere = MigrationSpec.builder("a")
                .source(s -> s.platform("wordpress")
                        .at(place("old"))
                        .database(database("old.db"))
                        .database(database("old2.db")))
                .destination(d -> d.database(database("new.db")))
                .build();
        MigrationSpec lessHere = MigrationSpec.builder("a")
                .source(s -> s.platform("wordpress").database(database("old.db")))
                .destination(
                        d -> d.at(place("new")).database(database("new.db")).database(database("new2.db")))
                .build();
        try (Migrator migrator = migrator()) {
            assertThat(List.of(lessThere, lessHere))
                    .extracting(spec -> migrator.validate(spec).stream()
                            .filter(f -> f.code().equals("spec.one-sided"))
                            .map(Finding::subject)
                            .toList())
                    .containsExactly(
                            List.of("destination.url", "destination.databases"),
                            List.of("source.url", "source.databases"));
        }
    }

    @Test
    void optionsThatDoNothingHereAreTold() {
        assertThat(told(files(s -> s.options(o -> o.preserveEmailAccounts(true)))))
                .contains("option.needs-adapter");
        assertThat(told(files(s -> s.options(o -> o.migrateDnsRecords(true))))).contains("option.needs-adapter");
        assertThat(told(files(s -> s.options(o -> o.maintenanceMode(true))))).contains("option.no-maintenance-mode");
        assertThat(told(files(s -> s.options(o -> o.verifyAfter(false))))).contains("option.no-verification");
        assertThat(told(files(
                        s -> s.testing(new TestingSpec(true, List.of("file_copy"), ByteSize.parse("1GB"), 3, "json")))))
                .contains("option.no-testing");
        assertThat(told(files(s -> s))).noneMatch(code -> code.startsWith("option.no"));
    }

    @Test
    void thePlaceItselfIsNoDestination() {
        Pipeline same = Pipeline.builder("a")
                .files(f -> f.from(place("old")).to(place("old") + "./"))
                .database(d -> d.from(database("old.db")).to(database("old.db")))
                .build();
        try (Migrator migrator = migrator()) {
            assertThat(migrator.plan(same).findings())
                    .filteredOn(f -> f.code().equals("plan.same-place"))
                    .extracting(Finding::subject)
                    .containsExactly("files", "database");
        }
    }

    @Test
    void aSourceWithoutTablesIsAWarning() {
        SmallPlugin.sql(directory.resolve("old.db"), "DROP TABLE orders");

        assertThat(told(databases())).contains("source.no-datasets");
    }

    @Test
    void moreAtATimeThanTheMachineHasProcessorsForIsAWarning() {
        assertThat(told(files(s -> s.transfer(t -> t.parallelism(256))))).contains("destination.few-processors");
    }

    private static void assertStale(Migrator migrator, MigrationPlan plan, String what) {
        assertThatThrownBy(() -> migrator.run(plan))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("plan.stale");
                    assertThat(e.remediation()).isEqualTo("Make the plan again.");
                })
                .hasMessageContaining(what);
    }

    @Test
    void aPlanIsNotRunWhereTheDestinationIsNoLongerEmpty() throws IOException {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(files(s -> s));
            Files.createDirectories(directory.resolve("new"));
            Files.writeString(directory.resolve("new/index.html"), "somebody else's");

            assertStale(migrator, plan, "empty was \"true\", is \"false\"");

            assertThat(directory.resolve("new/index.html")).hasContent("somebody else's");
        }
    }

    @Test
    void aPlanIsNotRunWhereTheSchemaOfTheSourceIsAnother() {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(databases());
            SmallPlugin.sql(directory.resolve("old.db"), "ALTER TABLE orders ADD COLUMN more TEXT");

            assertStale(migrator, plan, "schema was");
            assertThat(SmallPlugin.contents(directory.resolve("new.db"))).containsOnlyKeys("table other");
        }
    }

    @Test
    void aPlanIsNotRunWithoutThePluginsThatItWasMadeWith() {
        MigrationPlan plan;
        try (Migrator migrator = migrator()) {
            plan = migrator.plan(databases());
        }
        try (Migrator without = Migrator.builder()
                .journal(directory.resolve("other/godwit.db"))
                .plugins(Plugins.discover(getClass().getClassLoader()))
                .build()) {
            assertThatThrownBy(() -> without.run(plan))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isIn("plan.stale", "plugin.missing"));
        }
        assertThat(SmallPlugin.contents(directory.resolve("new.db"))).containsOnlyKeys("table other");
    }
}
