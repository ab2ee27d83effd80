package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Finding;
import io.godwit.spi.Snapshot.Scope;
import io.godwit.spi.Step.Outline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatabaseMoveTest {
    @TempDir
    private Path directory;

    private MoveRig rig() {
        return new MoveRig(directory).fill(400);
    }

    /** The source's customers as the target has them: with four digits after the point. */
    static List<String> widened(List<String> customers) {
        List<String> wide = new ArrayList<>();
        customers.forEach(row -> wide.add(row.replaceAll("'(\\d+\\.\\d\\d)',", "'$100',")));
        return wide;
    }

    static void assertMoved(MoveRig rig) {
        for (String table : List.of("orders", "visits", "empty")) {
            assertThat(MoveRig.rows(rig.target, table)).as(table).isEqualTo(MoveRig.rows(rig.source, table));
        }
        assertThat(MoveRig.rows(rig.target, "customers"))
                .isEqualTo(widened(MoveRig.rows(rig.source, "customers")))
                .anyMatch(row -> row.contains("00',"));
        assertThat(MoveRig.contents(rig.target).keySet())
                .contains(
                        "table other",
                        "index godwit_test__t_index_orders",
                        "index godwit_test__t_index_visits",
                        "trigger godwit_test__t_key_orders_customers");
        assertThat(MoveRig.rows(rig.target, "godwit_test__old_orders")).containsExactly("'kept'");
    }

    @ParameterizedTest
    @EnumSource(Scope.class)
    void movesAllRowsUnderWhateverSnapshotThereIs(Scope scope) {
        MoveRig rig = rig().scope(scope);
        rig.run(new Faults());
        assertMoved(rig);
        assertThat(rig.findings).extracting(Finding::code).containsExactly("database.old-kept");
        assertThat(rig.findings.get(0).message()).contains("godwit_test__old_orders");
        DatabaseVerification verification = StepJson.read(
                Objects.requireNonNull(rig.checkpoints.get(DatabaseMove.VERIFY)), DatabaseVerification.class);
        assertThat(verification.isEqual()).isTrue();
        assertThat(verification.tables())
                .extracting(DatabaseVerification.TableResult::table)
                .containsExactly("orders", "customers", "visits", "empty");
        assertThat(verification.tables().get(0).rowsFound()).isEqualTo(400);
        assertThat(verification.tables().get(0).found()).startsWith("rows-v1:");
    }

    @Test
    void dropsWhatWasMovedAsideOnlyWhenAsked() {
        MoveRig rig = rig().options(new DatabaseMove.Options(true, 2000, true, true));
        rig.run(new Faults());
        assertThat(MoveRig.contents(rig.target).keySet())
                .filteredOn(name -> name.startsWith("table"))
                .containsExactly("table customers", "table empty", "table orders", "table other", "table visits");
        assertThat(rig.findings).isEmpty();
    }

    @Test
    void saysBeforehandWhatItWouldDo() {
        MoveRig rig = rig();
        Map<String, List<String>> before = MoveRig.contents(rig.target);
        Outline build = rig.outline(DatabaseMove.BUILD);
        assertThat(build.touches())
                .contains(
                        "table orders: about 400 rows, 20 kB",
                        "later takes the place of the table orders, which is kept aside")
                .anyMatch(line -> line.startsWith("makes 4 tables in the shadow \"godwit_test\""));
        assertThat(build.findings()).extracting(Finding::code).containsExactly("schema.replaces");
        assertThat(build.items()).isEqualTo(4);
        Outline load = rig.outline(DatabaseMove.LOAD);
        assertThat(load.items()).isEqualTo(733);
        assertThat(load.bytes()).isEqualTo(733 * 50);
        for (String type :
                List.of(DatabaseMove.FINISH, DatabaseMove.VERIFY, DatabaseMove.SWITCH, DatabaseMove.RELEASE)) {
            assertThat(rig.outline(type).touches()).isNotEmpty();
        }
        assertThat(MoveRig.contents(rig.target)).isEqualTo(before);
    }

    @Test
    void saysBeforeASwitchBackWhatWasWrittenSince() {
        MoveRig rig = rig();
        rig.runTo(new Faults(), DatabaseMove.SWITCH);
        assertThat(rig.losses(DatabaseMove.SWITCH).orElseThrow()).isEmpty();
        MoveRig.sql(
                rig.target,
                "UPDATE customers SET name = 'somebody' WHERE id = 3",
                "INSERT INTO orders VALUES (401, 9, 'one more')",
                "DELETE FROM visits WHERE rowid = 5");
        Map<String, List<String>> before = MoveRig.contents(rig.target);

        List<Finding> losses = rig.losses(DatabaseMove.SWITCH).orElseThrow();

        assertThat(losses)
                .extracting(f -> f.code() + " " + f.subject())
                .containsExactlyInAnyOrder(
                        "rollback.loses-rows customers", "rollback.loses-rows orders", "rollback.loses-rows visits");
        assertThat(losses).extracting(Finding::message).anyMatch(message -> message.contains("had 400 rows"));
        assertThat(losses).extracting(Finding::message).noneMatch(message -> message.contains("somebody"));
        assertThat(MoveRig.contents(rig.target)).isEqualTo(before);
    }
}
