package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What adapters give and are given. */
class AdapterValuesTest {
    private static final Location OLD = Location.of("file:///srv/old");
    private static final Location NEW = Location.of("file:///srv/new");

    @Test
    void anInventoryIsACopyInItsOrder() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", "2");
        facts.put("title", "Notes");
        List<Inventory.Item> items = new ArrayList<>(List.of(new Inventory.Item("upload", "a.png", "3 bytes")));
        Inventory inventory = new Inventory("notes", 1, facts, items, "{}");
        facts.clear();
        items.clear();

        assertThat(inventory.facts().keySet()).containsExactly("version", "title");
        assertThat(inventory.items()).extracting(Inventory.Item::name).containsExactly("a.png");
        assertThat(inventory)
                .isEqualTo(new Inventory(
                        "notes",
                        1,
                        Map.of("title", "Notes", "version", "2"),
                        List.of(new Inventory.Item("upload", "a.png", "3 bytes")),
                        "{}"));
        assertThatThrownBy(() -> inventory.facts().put("x", "y")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> inventory.items().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> new Inventory("Notes", 1, Map.of(), List.of(), "{}"));
    }

    @Test
    void aBlueprintCopiesItsParts() {
        TypedData data = new TypedData("notes:index", 1, "{}");
        List<Blueprint.FileSet> files =
                new ArrayList<>(List.of(new Blueprint.FileSet("files", OLD, NEW, Selection.ALL, List.of(data))));
        List<Blueprint.DatabaseSet> databases =
                new ArrayList<>(List.of(new Blueprint.DatabaseSet("database", OLD, NEW, Selection.ALL, List.of())));
        List<Blueprint.PlannedStep> steps =
                new ArrayList<>(List.of(new Blueprint.PlannedStep("index", "Make the index", Phase.AFTER, data)));
        List<TypedData> checks = new ArrayList<>(List.of(data));
        List<Finding> findings = new ArrayList<>(List.of(Finding.info("a.b", "s", "m")));
        Blueprint blueprint = new Blueprint(files, databases, steps, checks, findings);
        files.clear();
        databases.clear();
        steps.clear();
        checks.clear();
        findings.clear();

        assertThat(blueprint.files().get(0).transforms()).containsExactly(data);
        assertThat(blueprint.databases()).hasSize(1);
        assertThat(blueprint.steps()).extracting(Blueprint.PlannedStep::phase).containsExactly(Phase.AFTER);
        assertThat(blueprint.checks()).containsExactly(data);
        assertThat(blueprint.findings()).hasSize(1);
    }

    @Test
    void namesOfABlueprintAreIds() {
        TypedData data = new TypedData("notes:index", 1, "{}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blueprint.FileSet("My Files", OLD, NEW, Selection.ALL, List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blueprint.DatabaseSet("db_1", OLD, NEW, Selection.ALL, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Blueprint.PlannedStep("", "title", Phase.COPY, data));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Blueprint.PlannedStep("index", " ", Phase.COPY, data));
    }

    @Test
    void anOperationNamesItsAdapter() {
        assertThat(new Operation("notes:reindex", "Make the index anew", List.of()).parameters())
                .isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Operation("reindex", "title", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Operation("notes:reindex", "", List.of()));
    }

    @Test
    void parametersOfAnOperationAreToldApart() {
        Operation.Parameter parameter = parameter(Operation.Parameter.Type.TEXT, "", List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Operation("notes:reindex", "title", List.of(parameter, parameter)))
                .withMessageContaining("depth");
    }

    @Test
    void aParameterHasANameOfWordsWithUnderscores() {
        for (String name : List.of("", "Depth", "max-depth", "1st", "_x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Operation.Parameter(
                            name, Operation.Parameter.Type.TEXT, false, "", List.of(), "what it is"));
        }
        assertThat(parameter(Operation.Parameter.Type.INTEGER, "3", List.of()).defaultValue())
                .isEqualTo("3");
    }

    @Test
    void onlyAChoiceHasChoices() {
        assertThat(parameter(Operation.Parameter.Type.CHOICE, "fast", List.of("fast", "small"))
                        .choices())
                .containsExactly("fast", "small");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parameter(Operation.Parameter.Type.CHOICE, "", List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parameter(Operation.Parameter.Type.TEXT, "", List.of("fast")));
    }

    private static Operation.Parameter parameter(
            Operation.Parameter.Type type, String defaultValue, List<String> choices) {
        return new Operation.Parameter("depth", type, false, defaultValue, choices, "how deep");
    }

    @Test
    void aSiteKeepsWhatWasSaidOfIt() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("paths.config", "notes.conf"));
        List<Location> databases = new ArrayList<>(List.of(Location.of("sqlite:/srv/notes.db")));
        Site site = new Site(OLD, databases, settings);
        settings.clear();
        databases.clear();

        assertThat(site.files()).contains(OLD);
        assertThat(site.databases()).containsExactly(Location.of("sqlite:/srv/notes.db"));
        assertThat(site.settings()).containsExactly(Map.entry("paths.config", "notes.conf"));
        assertThat(site).hasToString("Site[file:///srv/old, 1 databases]");
        assertThat(new Site(null, List.of(), Map.of()).files()).isEmpty();
        assertThat(new Site(null, List.of(), Map.of())).hasToString("Site[0 databases]");
        assertThatThrownBy(() -> site.settings().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anAdapterWithoutOperationsKnowsNone() {
        PlatformAdapter adapter = new PlatformAdapter() {
            @Override
            public String id() {
                return "notes";
            }

            @Override
            public String title() {
                return "Notes";
            }

            @Override
            public java.util.Optional<String> detect(Site site, WorkContext context) {
                return java.util.Optional.empty();
            }

            @Override
            public Inventory inspect(Site site, WorkContext context) {
                return new Inventory("notes", 1, Map.of(), List.of(), "{}");
            }

            @Override
            public List<Finding> check(Inventory source, Inventory destination) {
                return List.of();
            }

            @Override
            public Blueprint plan(InspectedSite source, InspectedSite destination) {
                return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
            }
        };
        Operation operation = new Operation("notes:reindex", "Make the index anew", List.of());
        PlatformAdapter.InspectedSite site = new PlatformAdapter.InspectedSite(
                new Site(OLD, List.of(), Map.of()), new Inventory("notes", 1, Map.of(), List.of(), "{}"));

        assertThat(adapter.operations()).isEmpty();
        assertThatThrownBy(() -> adapter.plan(operation, Map.of(), site, site))
                .isInstanceOfSatisfying(MigrationException.class, failure -> {
                    assertThat(failure.code()).isEqualTo("operation.unknown");
                    assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
                    assertThat(failure.subject()).isEqualTo("notes:reindex");
                });
    }
}
