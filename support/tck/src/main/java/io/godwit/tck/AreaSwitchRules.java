package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import io.godwit.spi.Table.Column;
import io.godwit.spi.Table.ForeignKey;
import io.godwit.spi.Table.Generation;
import io.godwit.spi.Table.Index;
import io.godwit.spi.Table.IndexPart;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WritableDatabase.MovedAside;
import io.godwit.tck.AreaBench.Contents;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Rules about taking final names and giving them back. */
interface AreaSwitchRules extends AreaRules {
    DatasetName PEOPLE = DatasetName.of("people");
    DatasetName ORDERS = DatasetName.of("orders");

    /** A destination that holds people with orders, and something of somebody else. */
    private Map<DatasetName, Contents> populated() {
        areas().another()
                .settle(AreaBench.both(
                        TestTables.PEOPLE, TestTables.people(5, "old"), TestTables.ORDERS, TestTables.orders(12, 5)));
        bench().given("other", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("7")));
        return areas().contents();
    }

    private static Contents of(Map<DatasetName, Contents> all, DatasetName name) {
        return Objects.requireNonNull(all.get(name), name.toString());
    }

    private Translation built() {
        return areas().build(AreaBench.both(
                TestTables.PEOPLE, TestTables.people(9, "new"), TestTables.ORDERS, TestTables.orders(20, 9)));
    }

    @Test
    default void switchesInWhatWasBuilt() {
        Map<DatasetName, Contents> before = populated();
        Translation plan = built();

        List<MovedAside> moved = areas().switchIn(plan);

        assertThat(moved).extracting(MovedAside::name).containsExactlyInAnyOrder(PEOPLE, ORDERS);
        assertThat(moved).allSatisfy(one -> assertThat(one.movedTo()).isNotEqualTo(one.name()));
        Map<DatasetName, Contents> after = areas().contents();
        assertThat(after).containsOnlyKeys(before.keySet());
        assertThat(after.get(DatasetName.of("other"))).isEqualTo(before.get(DatasetName.of("other")));
        assertThat(of(after, PEOPLE).rows()).hasSize(9).containsKey("[3, p3@example.com, new 3]");
        assertThat(of(after, ORDERS).rows()).hasSize(20).containsKey("[3, 4, 3.25]");
    }

    @Test
    default void switchesInOnce() {
        populated();
        Translation plan = built();
        List<MovedAside> moved = areas().switchIn(plan);
        Map<DatasetName, Contents> switched = areas().contents();

        assertThat(areas().switchIn(plan)).containsExactlyInAnyOrderElementsOf(moved);

        assertThat(areas().contents()).isEqualTo(switched);
    }

    @Test
    default void movesNothingAsideWhereNothingIs() {
        Translation plan = built();

        assertThat(areas().switchIn(plan)).isEmpty();

        assertThat(areas().contents()).containsOnlyKeys(PEOPLE, ORDERS);
        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().contents()).isEmpty();
    }

    @Test
    default void makesKeysIndexesAndCounters() {
        areas().settle(AreaBench.both(
                TestTables.PEOPLE, TestTables.people(9, "new"), TestTables.ORDERS, TestTables.orders(20, 9)));

        Map<DatasetName, Contents> after = areas().contents();
        Table people = of(after, PEOPLE).definition();
        Table orders = of(after, ORDERS).definition();
        assertThat(people.primaryKey()).containsExactly("id");
        assertThat(people.columns()).extracting(Column::isNullable).containsExactly(false, false, true);
        assertThat(people.indexes())
                .filteredOn(Index::isUnique)
                .extracting(Index::parts)
                .containsExactly(List.of(IndexPart.of("mail")));
        Generation counter = people.column("id").orElseThrow().generation();
        assertThat(counter.mode()).isEqualTo(Generation.Mode.IDENTITY);
        assertThat(counter.nextValue()).isEqualTo(TestTables.NEXT);
        assertThat(orders.primaryKey()).containsExactly("id");
        assertThat(orders.indexes())
                .extracting(Index::parts)
                .contains(List.of(IndexPart.of("total"), IndexPart.of("person")));
        assertThat(orders.foreignKeys()).hasSize(1);
        ForeignKey key = orders.foreignKeys().get(0);
        assertThat(key.columns()).containsExactly("person");
        assertThat(key.target()).isEqualTo(PEOPLE);
        assertThat(key.targetColumns()).containsExactly("id");
        assertThat(key.onDelete()).isEqualTo(ForeignKey.Action.CASCADE);
    }

    @Test
    default void bringsBackExactlyWhatWasThere() {
        Map<DatasetName, Contents> before = populated();
        Translation plan = built();
        areas().switchIn(plan);
        assertThat(areas().contents()).isNotEqualTo(before);

        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().contents()).isEqualTo(before);
        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
        assertThat(areas().contents()).isEqualTo(before);
        areas().database().discard(areas().area(), AreaBench.token(1), bench().context());

        assertThat(areas().contents()).isEqualTo(before);
        assertThat(areas().traces()).isEmpty();
    }

    @Test
    default void switchesInAgainWhatWasSwitchedBack() {
        populated();
        Translation plan = built();
        areas().switchIn(plan);
        Map<DatasetName, Contents> switched = areas().contents();
        areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());

        areas().switchIn(plan);

        assertThat(areas().contents()).isEqualTo(switched);
        assertThat(areas().state()).isEqualTo(AreaState.SWITCHED);
    }

    @Test
    default void finishesWithoutATrace() {
        populated();
        Translation plan = built();
        areas().switchIn(plan);
        Map<DatasetName, Contents> switched = areas().contents();

        areas().database().finish(areas().area(), AreaBench.token(1), bench().context());
        areas().database().finish(areas().area(), AreaBench.token(1), bench().context());

        assertThat(areas().contents()).isEqualTo(switched);
        assertThat(areas().traces()).isEmpty();
    }

    @Test
    default void finishesNothingThatWasNotSwitchedIn() {
        Map<DatasetName, Contents> before = populated();
        Dataset people = AreaBench.dataset(built(), "people");

        MigrationException failure = Providers.failure(
                () -> areas().database().finish(areas().area(), AreaBench.token(1), bench().context()));

        assertThat(failure.category()).isEqualTo(ErrorCategory.VALIDATION);
        assertThat(areas().contents()).isEqualTo(before);
        assertThat(areas().built(people)).hasSize(9);
    }

    /** Others, in engines that refer by identity, would go on referring to what was moved aside. */
    @Test
    default void leavesOthersThatReferToWhatWouldMoveAsTheyAre() {
        populated();
        bench().sql("CREATE TABLE " + bench().quote("fans") + " (" + bench().column(DatabaseBench.id(), false) + ", "
                + bench().column(DatabaseBench.col("person", DatabaseBench.NUMBER), true) + ", PRIMARY KEY ("
                + bench().quote("id") + "), FOREIGN KEY (" + bench().quote("person") + ") REFERENCES "
                + bench().quote("people") + " (" + bench().quote("id") + "))");
        bench().sql("INSERT INTO " + bench().quote("fans") + " VALUES (1, 2)");
        Map<DatasetName, Contents> before = areas().contents();
        Translation plan = built();

        Throwable outcome = Assertions.catchThrowable(() -> areas().switchIn(plan));

        if (outcome == null) {
            assertThat(areas().contents().get(DatasetName.of("fans"))).isEqualTo(before.get(DatasetName.of("fans")));
            areas().database().switchBack(areas().area(), AreaBench.token(1), bench().context());
            assertThat(areas().contents()).isEqualTo(before);
        } else {
            assertThat(outcome).isInstanceOfSatisfying(MigrationException.class, failure -> {
                assertThat(failure.category()).isEqualTo(ErrorCategory.COMPATIBILITY);
                assertThat(failure.code()).isEqualTo("database.has-dependants");
                assertThat(failure.remediation()).isNotBlank();
            });
            assertThat(areas().contents()).isEqualTo(before);
            assertThat(areas().state()).isEqualTo(AreaState.OPEN);
            bench().sql("DROP TABLE " + bench().quote("fans"));
            areas().switchIn(plan);
            assertThat(areas().state()).isEqualTo(AreaState.SWITCHED);
        }
    }

    @Test
    default void showsWhatWasBuiltBeforeAndAfterTheSwitch() {
        populated();
        Translation plan = built();
        Dataset people = AreaBench.dataset(plan, "people");

        try (Snapshot snapshot = areas().database().snapshotOf(areas().area(), bench().context())) {
            assertThat(snapshot.datasets(bench().context()))
                    .extracting(Dataset::name)
                    .containsExactlyInAnyOrder(PEOPLE, ORDERS);
        }
        assertThat(areas().built(people)).containsExactlyInAnyOrderElementsOf(TestTables.people(9, "new"));
        areas().switchIn(plan);
        assertThat(areas().built(people)).containsExactlyInAnyOrderElementsOf(TestTables.people(9, "new"));
    }
}
