package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.data.DatabaseVerification.TableResult;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("guarantee-no-false-success")
class VerifyDatabaseTest {
    private static final DatabaseMove.Options COMPARING = new DatabaseMove.Options(true, 2000, true, false);

    @TempDir
    private Path directory;

    private MoveRig rig = new MoveRig(Path.of("."));

    @BeforeEach
    void load() {
        rig = new MoveRig(directory).fill(400);
    }

    private void verify(Faults faults) {
        rig.run(faults, List.of(DatabaseMove.VERIFY));
        rig.done.remove(DatabaseMove.VERIFY);
    }

    private DatabaseVerification verification() {
        return StepJson.read(
                Objects.requireNonNull(rig.checkpoints.get(DatabaseMove.VERIFY)), DatabaseVerification.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "UPDATE t_orders SET note = 'order 7x' WHERE id = 7 | orders | verify.content-differs | id to below 41"
                        + " (sent 40, found 40)",
                "DELETE FROM t_orders WHERE id = 390 | orders | verify.rows-differ | id from 361 (sent 40, found 39)",
                "UPDATE t_orders SET note = CASE id WHEN 99 THEN 'order 100' ELSE 'order 99' END WHERE id IN (99, 100)"
                        + " | orders | verify.content-differs | id from 81 to below 121 (sent 40, found 40)",
                "INSERT INTO t_orders VALUES (401, 9, 'one more') | orders | verify.rows-differ | id from 361 (sent"
                        + " 40, found 41)",
                "UPDATE t_customers SET email = '' WHERE id = 9 | customers | verify.content-differs | id to below 123"
                        + " (sent 40, found 40)",
                "UPDATE t_customers SET balance = '0.1000' WHERE id = 3 | customers | verify.content-differs | id to"
                        + " below 123",
                "DELETE FROM t_visits WHERE rowid = 5 | visits | verify.rows-differ |",
                "INSERT INTO t_visits SELECT * FROM t_visits LIMIT 1 | visits | verify.rows-differ |",
                "INSERT INTO t_empty VALUES (1, 'full') | empty | verify.rows-differ |"
            })
    void findsWhatIsNotAsItWasSentAndSaysWhere(String tampering, String table, String code, String where) {
        rig.runTo(new Faults(), DatabaseMove.FINISH);
        MoveRig.sql(rig.target, tampering.replace("t_", "godwit_test__t_"));
        verify(new Faults());
        assertThat(rig.findings).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.subject()).isEqualTo(table);
            assertThat(finding.evidence())
                    .startsWith("sent ")
                    .doesNotContain("order 7")
                    .doesNotContain("one more");
            if (where == null) {
                assertThat(finding.evidence()).doesNotContain("differing");
            } else {
                assertThat(finding.evidence()).contains("; differing: " + where);
            }
        });
        assertThat(verification().isEqual()).isFalse();
        assertThat(verification().tables())
                .filteredOn(result -> !result.isEqual())
                .extracting(TableResult::table)
                .containsExactly(table);
    }

    @Test
    void findsSeveralPlaces() {
        rig.runTo(new Faults(), DatabaseMove.FINISH);
        MoveRig.sql(
                rig.target,
                "UPDATE godwit_test__t_orders SET note = NULL",
                "UPDATE godwit_test__t_customers SET name = '' WHERE id IN (3, 300)");
        verify(new Faults());
        assertThat(rig.findings).hasSize(2);
        assertThat(rig.findings.get(0).evidence())
                .contains("id to below 41", "id from 361")
                .doesNotContain("more pieces");
        assertThat(rig.findings.get(1).evidence())
                .contains("id to below 123 (sent 40, found 40), id from 243 to below 363 (sent 40, found 40)");
    }

    @Test
    void comparesAfterTheSwitchToo() {
        rig.run(new Faults());
        rig.findings.clear();
        verify(new Faults());
        assertThat(rig.findings).isEmpty();
        MoveRig.sql(rig.target, "UPDATE customers SET name = 'somebody' WHERE id = 3");
        verify(new Faults());
        assertThat(rig.findings).extracting(Finding::subject).containsExactly("customers");
    }

    @Test
    void comparesWithTheSourceWhereAskedTo() {
        rig.options(COMPARING).runTo(new Faults(), DatabaseMove.VERIFY);
        rig.done.remove(DatabaseMove.VERIFY);
        assertThat(rig.findings).isEmpty();
        assertThat(verification().tables()).allMatch(TableResult::isSourceCompared);
        MoveRig.sql(rig.source, "UPDATE customers SET name = 'somebody' WHERE id = 3");
        verify(new Faults());
        assertThat(rig.findings).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("verify.source-changed");
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
        });
        assertThat(verification().isEqual()).isTrue();
    }

    @Test
    void isSureOfADifferenceWhereTheSourceStoodStill() {
        MoveRig.sql(rig.source, "CREATE TABLE change__log (position TEXT)", "INSERT INTO change__log VALUES ('p1')");
        rig.options(COMPARING).runTo(new Faults(), DatabaseMove.FINISH);
        MoveRig.sql(rig.source, "UPDATE customers SET name = 'somebody' WHERE id = 3");
        verify(new Faults());
        assertThat(rig.findings).extracting(Finding::code).containsExactly("verify.source-differs");
    }

    @Test
    void readsTheSourceWhereNothingWasFingerprintedOnTheWay() {
        rig.options(new DatabaseMove.Options(false, 2000, false, false));
        rig.runTo(new Faults().nativeForms(), DatabaseMove.FINISH);
        List<String> formats = new java.util.ArrayList<>();
        rig.journal().chunks(record -> formats.add(record.table() + " " + record.format()));
        assertThat(formats).contains("0 small-rows/1", "1 cells/1");
        verify(new Faults());
        assertThat(rig.findings).isEmpty();
        assertThat(verification().tables())
                .filteredOn(TableResult::isSourceCompared)
                .extracting(TableResult::table)
                .containsExactly("orders", "visits", "empty");
        MoveRig.sql(rig.target, "UPDATE godwit_test__t_orders SET note = NULL WHERE id = 7");
        verify(new Faults());
        assertThat(rig.findings).extracting(Finding::code).containsExactly("verify.content-differs");
    }

    @Test
    void tellsNoKeysThatAreContents() {
        MoveRig.sql(
                rig.source,
                "CREATE TABLE people (id TEXT PRIMARY KEY, age INTEGER)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
                        + " INSERT INTO people SELECT 'p' || (1000 + i) || '@example.com', i FROM n");
        rig.runTo(new Faults(), DatabaseMove.FINISH);
        MoveRig.sql(rig.target, "UPDATE godwit_test__t_people SET age = 0 WHERE id = 'p1150@example.com'");
        verify(new Faults());
        assertThat(rig.findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence())
                        .contains("differing: piece 3 (sent 40, found 40)")
                        .doesNotContain("@example.com"));
    }

    @Test
    void countsWhatItCompared() {
        rig.runTo(new Faults(), DatabaseMove.VERIFY);
        assertThat(rig.items(DatabaseMove.VERIFY)).isEqualTo(733);
        assertThat(rig.log).contains("Compared 4 tables: all equal");
    }
}
