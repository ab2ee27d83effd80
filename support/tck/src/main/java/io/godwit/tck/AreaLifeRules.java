package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSource;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.Table.DefaultValue;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.tck.AreaBench.Contents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Rules about areas from their opening to their end, apart from rows. */
interface AreaLifeRules extends AreaRules {
    @Test
    default void aDatabaseToWriteIsOneToReadToo() {
        Database database = areas().database();

        assertThat(database.facet(RelationalTarget.class)).isPresent();
        assertThat(database.facet(RelationalSource.class)).isPresent();
        assertThat(database.facet(Runnable.class)).isEmpty();
        assertThat(database.inspect(bench().context()).product()).isNotBlank();
        bench().given("t", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("1")));
        try (Snapshot snapshot = database.snapshot(bench().context())) {
            assertThat(bench().rows(snapshot, "t")).containsExactly(List.of("1"));
        }
    }

    @Test
    default void makesNothingOnceClosed() {
        areas().begin(TestTables.simple("t"));
        areas().database().close();
        areas().database().close();

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> areas().state(),
                () -> areas().database().snapshot(bench().context()).close(),
                () -> areas().database().openArea(areas().area(), AreaBench.token(1), bench().context()))) {
            assertThatThrownBy(call).isInstanceOfAny(MigrationException.class, IllegalStateException.class);
        }
    }

    @Test
    default void translatesWithoutChangingAnything() {
        bench().given("people", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("1")));
        Map<DatasetName, Contents> before = areas().contents();

        Translation plan = areas().translate(TestTables.PEOPLE, TestTables.ORDERS);

        assertThat(areas().contents()).isEqualTo(before);
        assertThat(areas().state()).isEqualTo(AreaState.ABSENT);
        assertThat(areas().traces()).isEmpty();
        assertThat(plan).isEqualTo(areas().translate(TestTables.PEOPLE, TestTables.ORDERS));
    }

    @Test
    default void namesWhatTakesTheRowsAndWhatWouldBeReplaced() {
        bench().given("people", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("1")));

        Translation plan = areas().translate(TestTables.PEOPLE, TestTables.ORDERS);

        assertThat(plan.datasets().keySet())
                .containsExactlyInAnyOrder(DatasetName.of("people"), DatasetName.of("orders"));
        Dataset people = AreaBench.dataset(plan, "people");
        assertThat(people.columns()).extracting(DataColumn::name).containsExactly("id", "mail", "name");
        assertThat(plan.replaced()).containsExactly(people.name());
        assertThat(plan.changes()).extracting(SchemaChange::id).doesNotHaveDuplicates();
        assertThat(plan.changes())
                .filteredOn(change -> change.phase() == Phase.BEFORE_DATA)
                .extracting(SchemaChange::object)
                .contains(people.name(), AreaBench.dataset(plan, "orders").name());
    }

    @Test
    default void saysWhatItCannotKeep() {
        Table odd = TestTables.table(
                "odd",
                List.of(
                        TestTables.required("id", DatabaseBench.NUMBER),
                        TestTables.column("shape", LogicalType.other("kit_polygon"), true, DefaultValue.NONE),
                        TestTables.column(
                                "code",
                                DatabaseBench.WORD,
                                true,
                                new DefaultValue(DefaultValue.Form.EXPRESSION, "kit_next_code('x')"))),
                List.of(),
                List.of());

        Translation plan = areas().translate(odd);

        assertThat(plan.findings()).extracting(Finding::subject).anyMatch(subject -> subject.contains("shape"));
        assertThat(plan.findings()).extracting(Finding::subject).anyMatch(subject -> subject.contains("code"));
        assertThat(plan.datasets()).containsKey(DatasetName.of("odd"));
    }

    @Test
    default void acceptsCells() {
        Translation plan = areas().translate(TestTables.PEOPLE);

        assertThat(areas().database().accepts(AreaBench.dataset(plan, "people")))
                .contains(ChunkFormat.CELLS)
                .doesNotHaveDuplicates();
    }

    @Test
    default void tellsHowFarAnAreaHasCome() {
        assertThat(areas().state()).isEqualTo(AreaState.ABSENT);
        Translation plan = areas().build(Map.of(TestTables.simple("t"), TestTables.words(0, 3, "new")));
        assertThat(areas().state()).isEqualTo(AreaState.OPEN);
        areas().switchIn(plan);
        assertThat(areas().state()).isEqualTo(AreaState.SWITCHED);
        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().state()).isEqualTo(AreaState.OPEN);
        areas().switchIn(plan);
        areas().database().finish(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().state()).isEqualTo(AreaState.ABSENT);
    }

    @Test
    default void opensAnAreaOnce() {
        Translation plan = areas().begin(TestTables.simple("t"));
        Dataset dataset = AreaBench.dataset(plan, "t");
        areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 3, "new"));

        areas().database().openArea(areas().area(), AreaBench.token(1), bench().context());
        areas().database().openArea(areas().area(), AreaBench.token(2), bench().context());

        assertThat(areas().built(dataset)).hasSize(3);
        assertThat(areas().load(dataset, AreaBench.whole(dataset), TestCells.stream(List.of(), List.of()), 2)
                        .isRepeat())
                .isTrue();
    }

    @Test
    default void makesEachThingOnce() {
        Translation plan = areas().begin(TestTables.PEOPLE, TestTables.ORDERS);

        for (Phase phase : Phase.values()) {
            areas().apply(plan, phase, 1);
            areas().apply(plan, phase, 1);
        }

        areas().switchIn(plan);
        assertThat(areas().contents()).containsOnlyKeys(AreaBench.names(plan));
    }

    @Test
    default void buildsBesideWhatIsThere() {
        areas().another().settle(Map.of(TestTables.PEOPLE, TestTables.people(5, "old")));
        Map<DatasetName, Contents> before = areas().contents();

        areas().build(AreaBench.both(
                TestTables.PEOPLE, TestTables.people(9, "new"), TestTables.ORDERS, TestTables.orders(20, 9)));

        assertThat(areas().contents()).isEqualTo(before);
    }

    @Test
    default void discardsWithoutATrace() {
        areas().another().settle(Map.of(TestTables.PEOPLE, TestTables.people(5, "old")));
        Map<DatasetName, Contents> before = areas().contents();
        areas().build(AreaBench.both(
                TestTables.PEOPLE, TestTables.people(9, "new"), TestTables.ORDERS, TestTables.orders(20, 9)));

        areas().database().discard(areas().area(), AreaBench.token(1), bench().context());
        areas().database().discard(areas().area(), AreaBench.token(1), bench().context());

        assertThat(areas().traces()).isEmpty();
        assertThat(areas().state()).isEqualTo(AreaState.ABSENT);
        assertThat(areas().contents()).isEqualTo(before);
    }

    @Test
    default void discardsNothingThatWasSwitchedIn() {
        areas().another().settle(Map.of(TestTables.PEOPLE, TestTables.people(5, "old")));
        Map<DatasetName, Contents> before = areas().contents();
        Translation plan = areas().build(Map.of(TestTables.PEOPLE, TestTables.people(9, "new")));
        areas().switchIn(plan);
        Map<DatasetName, Contents> switched = areas().contents();

        areas().database().discard(areas().area(), AreaBench.token(1), bench().context());

        assertThat(areas().contents()).isEqualTo(switched).isNotEqualTo(before);
        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().contents()).isEqualTo(before);
    }

    @Test
    default void endsAnAreaThatIsNotThereWithoutAnything() {
        bench().given("t", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("1")));
        Map<DatasetName, Contents> before = areas().contents();

        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        areas().database().discard(areas().area(), AreaBench.token(1), bench().context());
        areas().database().finish(areas().area(), AreaBench.token(1), bench().context());

        assertThat(areas().contents()).isEqualTo(before);
        assertThat(areas().traces()).isEmpty();
    }

    @Test
    default void keepsAreasApart() {
        AreaBench other = areas().another();
        Dataset dataset = AreaBench.dataset(areas().begin(TestTables.simple("t")), "t");
        Translation plan = other.begin(TestTables.simple("t"));
        areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 3, "one"));
        other.load(dataset, AreaBench.whole(dataset), TestTables.words(0, 5, "other"));

        areas().database().discard(areas().area(), AreaBench.token(1), bench().context());

        assertThat(other.built(dataset)).hasSize(5);
        other.switchIn(plan);
        assertThat(other.state()).isEqualTo(AreaState.SWITCHED);
        assertThat(areas().state()).isEqualTo(AreaState.ABSENT);
    }

    @Test
    default void takesAwkwardNames() {
        List<Table> tables = new ArrayList<>();
        for (String name : AwkwardNames.ALL) {
            tables.add(TestTables.table(
                    name,
                    List.of(
                            TestTables.required("id", DatabaseBench.NUMBER),
                            TestTables.required(name, DatabaseBench.WORD)),
                    List.of(),
                    List.of()));
        }
        Translation plan = areas().begin(tables.toArray(Table[]::new));
        for (String name : AwkwardNames.ALL) {
            Dataset dataset = AreaBench.dataset(plan, name);
            areas().load(dataset, AreaBench.whole(dataset), List.of(List.of("1", name)));
        }
        areas().complete(plan);

        areas().switchIn(plan);

        assertThat(areas().contents()).hasSize(AwkwardNames.ALL.size()).allSatisfy((name, contents) -> {
            assertThat(name.name()).isIn(AwkwardNames.ALL);
            assertThat(contents.definition().columns().get(1).name()).isEqualTo(name.name());
            assertThat(contents.rows()).containsOnlyKeys("[1, " + name.name() + "]");
        });
        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().contents()).isEmpty();
    }
}
