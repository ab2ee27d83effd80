package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step.State;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moves of some tables, with rows that are rewritten, and of what cannot be moved. */
class TransformedMoveTest {
    @TempDir
    private Path directory;

    private MoveRig rig() {
        return new MoveRig(directory).fill(300);
    }

    /** Writes the notes of orders in capitals; told to, it loses the last row of each block. */
    private static final class Shout implements TransformType {
        static TypedData data(int version, String what) {
            return new TypedData("test:shout", version, what);
        }

        @Override
        public String id() {
            return "test:shout";
        }

        @Override
        public Transform open(TypedData data) {
            boolean isLosing = data.json().equals("\"lose\"");
            return new Transform() {
                @Override
                public String describe() {
                    return "notes in capitals";
                }

                @Override
                public Optional<CellRewriter> rewrite(Dataset dataset) {
                    return dataset.name().name().equals("orders")
                            ? Optional.of((from, to) -> shout(from, to, isLosing ? 1 : 0))
                            : Optional.empty();
                }
            };
        }

        private static void shout(CellBlock from, CellBlock to, int lost) {
            for (int r = 0; r < from.rows() - lost; r++) {
                for (int c = 0; c < from.columns(); c++) {
                    if (from.isNull(r, c)) {
                        to.addNull();
                    } else {
                        String text =
                                new String(from.data(), from.start(r, c), from.length(r, c), StandardCharsets.UTF_8);
                        byte[] loud = (c == 2 ? text.toUpperCase(Locale.ROOT) : text).getBytes(StandardCharsets.UTF_8);
                        to.add(loud, 0, loud.length);
                    }
                }
            }
        }
    }

    private static void assertCode(String code, Runnable work) {
        assertThatThrownBy(work::run)
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void rowsArriveAsTheTransformMakesThemAndAreComparedWithThat() {
        MoveRig rig = rig().knowing(new Shout()).transforms(Shout.data(1, "{}"));

        rig.run(new Faults());

        assertThat(MoveRig.rows(rig.target, "orders"))
                .hasSize(300)
                .allMatch(row -> row.contains("ORDER "))
                .isEqualTo(MoveRig.rows(rig.source, "orders").stream()
                        .map(row -> row.replace("order", "ORDER"))
                        .toList());
        assertThat(MoveRig.rows(rig.target, "visits")).isEqualTo(MoveRig.rows(rig.source, "visits"));
        assertThat(rig.findings).extracting(Finding::code).containsExactly("database.old-kept");
    }

    @Test
    void twoTransformsFollowEachOther() {
        MoveRig rig = rig().knowing(new Shout()).transforms(Shout.data(1, "{}"), Shout.data(1, "{}"));

        rig.run(new Faults());

        assertThat(MoveRig.rows(rig.target, "orders")).hasSize(300).allMatch(row -> row.contains("ORDER "));
    }

    @Test
    void aTransformThatLosesRowsStopsTheMove() {
        MoveRig rig = rig().knowing(new Shout()).transforms(Shout.data(1, "\"lose\""));

        assertCode("transform.lost-rows", () -> rig.run(new Faults()));
    }

    @Test
    void aTransformThatNobodyKnowsAndAVersionThatNobodyReadsAreRefused() {
        assertCode("plugin.missing", () -> rig().transforms(Shout.data(1, "{}")).run(new Faults()));
        MoveRig newer = new MoveRig(directory).knowing(new Shout()).transforms(Shout.data(2, "{}"));
        assertCode("plugin.version-unsupported", () -> newer.run(new Faults()));
    }

    @Test
    void whatIsExcludedStaysBehindWithTheKeysThatLeadToIt() {
        MoveRig rig = rig().exclude("customers", "vis*");

        assertThat(rig.outline(DatabaseMove.BUILD).findings())
                .extracting(f -> f.code() + " " + f.subject() + " " + f.evidence())
                .contains("schema.foreign-key-left-out orders customer_id to customers");
        rig.run(new Faults());

        assertThat(MoveRig.contents(rig.target).keySet())
                .contains("table orders", "table empty")
                .doesNotContain("table customers", "table visits", "trigger godwit_test__t_key_orders_customers");
    }

    @Test
    void aTableThatTheTargetCannotHoldIsToldBeforeAndStopsTheMove() {
        MoveRig rig = rig();
        MoveRig.sql(rig.source, "CREATE TABLE odd_one (id INTEGER PRIMARY KEY)", "CREATE TABLE odd_two (id INTEGER)");

        assertThat(rig.outline(DatabaseMove.BUILD).findings())
                .extracting(Finding::code)
                .contains("schema.odd", "schema.table-left-out");
        assertThatThrownBy(() -> rig.run(new Faults()))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("schema.not-translatable"))
                .hasMessageContaining("odd_one")
                .hasMessageContaining("more)");
        assertThat(MoveRig.contents(rig.target).keySet()).noneMatch(name -> name.contains("godwit_test"));
    }

    @Test
    void eachStepTellsWhetherItsEffectIsThere() {
        MoveRig rig = rig();
        assertThat(rig.probe(DatabaseMove.SWITCH)).isEqualTo(State.UNKNOWN);
        rig.runTo(new Faults(), DatabaseMove.VERIFY);
        assertThat(rig.probe(DatabaseMove.SWITCH)).isEqualTo(State.NOT_DONE);
        rig.runTo(new Faults(), DatabaseMove.SWITCH);
        assertThat(rig.probe(DatabaseMove.SWITCH)).isEqualTo(State.DONE);
    }

    @Test
    void largeNumbersAreToldInLargeUnits() {
        assertThat(List.of(MoveStep.size(1), MoveStep.size(9_999), MoveStep.size(10_000), MoveStep.size(12_345_678)))
                .containsExactly("1 byte", "9,999 bytes", "10 kB", "12 MB");
    }
}
