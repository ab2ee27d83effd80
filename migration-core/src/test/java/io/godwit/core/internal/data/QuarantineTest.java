package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.core.TransferSpec.DatabaseMethod;
import io.godwit.core.internal.data.DatabaseVerification.TableResult;
import io.godwit.core.internal.data.Faults.Killed;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that the target refuses are left behind in files, as many as may be, whatever happens meanwhile. */
class QuarantineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private int numbered;

    private MoveRig template() throws IOException {
        MoveRig rig = new MoveRig(Files.createDirectory(directory.resolve("template"))).fill(130);
        MoveRig.sql(
                rig.source,
                "UPDATE customers SET email = 'refuse me, I am pl4nted' WHERE id IN (9, 150)",
                "UPDATE visits SET page = 'refuse: pl4nted too' WHERE rowid = 17");
        return rig;
    }

    private MoveRig fresh(MoveRig template, long most) throws IOException {
        return new MoveRig(Files.createDirectory(directory.resolve("run" + numbered++)))
                .copyOf(template)
                .options(new DatabaseMove.Options(true, 2000, true, false, DatabaseMethod.DIRECT, most));
    }

    /** The files of a run by name, with the keys or pages of their rows. */
    private static List<String> kept(MoveRig rig) throws IOException {
        List<String> lines = new ArrayList<>();
        if (!Files.isDirectory(rig.rejects())) {
            return lines;
        }
        try (Stream<Path> files = Files.list(rig.rejects())) {
            for (Path file : files.sorted().toList()) {
                assertThat(file.toString()).endsWith(".jsonl");
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------");
                for (String line : Files.readAllLines(file)) {
                    JsonNode row = JSON.readTree(line);
                    lines.add(row.get("table").textValue() + "."
                            + row.get("column").textValue() + " "
                            + row.get("row")
                                    .get(row.get("table").textValue().equals("visits") ? "page" : "id")
                                    .textValue()
                            + ": " + row.get("error").textValue());
                }
            }
        }
        return lines;
    }

    private static void assertLeftBehind(MoveRig rig) throws IOException {
        assertThat(kept(rig))
                .containsExactlyInAnyOrder(
                        "customers.email 9: is refused by the test",
                        "customers.email 150: is refused by the test",
                        "visits.page refuse: pl4nted too: is refused by the test");
        assertThat(MoveRig.rows(rig.target, "customers"))
                .hasSize(63)
                .noneMatch(row -> row.startsWith("9,") || row.startsWith("150,"));
        assertThat(MoveRig.rows(rig.target, "visits")).hasSize(42);
    }

    @Test
    void leavesThemBehindAndSaysSo() throws IOException {
        MoveRig rig = fresh(template(), 3);
        rig.run(new Faults());

        assertLeftBehind(rig);
        assertThat(rig.findings)
                .filteredOn(f -> f.code().equals("load.rows-rejected"))
                .extracting(Finding::subject, Finding::message)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "customers", "2 rows of this table were refused and left behind."),
                        org.assertj.core.groups.Tuple.tuple(
                                "visits", "1 row of this table was refused and left behind."));
        assertThat(rig.findings).noneMatch(f -> f.code().startsWith("verify."));
        DatabaseVerification verified = StepJson.read(
                java.util.Objects.requireNonNull(rig.checkpoints.get(DatabaseMove.VERIFY)), DatabaseVerification.class);
        assertThat(verified.isEqual()).isTrue();
        assertThat(verified.tables())
                .extracting(TableResult::table, TableResult::rowsRejected)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("customers", 2L),
                        org.assertj.core.groups.Tuple.tuple("orders", 0L));
        assertThat(rig.log + " " + rig.findings + rig.ledgers + rig.checkpoints).doesNotContain("pl4nted");
    }

    @Test
    void stopsAtTheFirstOneWhereNoneMayBeLeftBehind() throws IOException {
        MoveRig rig = fresh(template(), 0).parallelism(1);

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> rig.run(new Faults()));

        assertThat(failure.code()).isEqualTo("database.row-refused");
        assertThat(failure.getMessage())
                .contains("\"customers\"", "\"email\"", "(id 9)")
                .doesNotContain("pl4nted");
        assertThat(failure.remediation()).contains("max_rejects");
        assertThat(kept(rig)).isEmpty();
    }

    @Test
    void stopsWhereThereAreTooMany() throws IOException {
        MoveRig rig = fresh(template(), 2);

        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> rig.run(new Faults()));

        assertThat(failure.code()).isEqualTo("load.too-many-rejects");
        assertThat(failure.getMessage()).doesNotContain("pl4nted");
    }

    @Test
    void killedAtEachCallItLeavesTheSameBehind() throws IOException {
        MoveRig template = template();
        MoveRig whole = fresh(template, 3).parallelism(1);
        Faults counting = new Faults();
        whole.run(counting);
        Map<String, List<String>> wanted = result(whole);
        for (long call = 1; call <= counting.calls(); call += 9) {
            MoveRig rig = fresh(template, 3).parallelism(1);
            try {
                rig.run(new Faults().dieAt(call));
            } catch (Killed e) {
                rig.run(new Faults());
            }
            assertThat(result(rig)).as("killed at call %d", call).isEqualTo(wanted);
            assertLeftBehind(rig);
        }
    }

    private static Map<String, List<String>> result(MoveRig rig) {
        Map<String, List<String>> contents = MoveRig.contents(rig.target);
        contents.keySet().removeIf(name -> name.endsWith("__book") || name.endsWith("__meta") || name.contains("auto"));
        return contents;
    }

    @Test
    void rowsThatAreGoodByNowAreNotLeftBehindAnyMore() throws IOException {
        MoveRig rig = fresh(template(), 3).parallelism(1);
        rig.runTo(new Faults(), DatabaseMove.BUILD);
        try {
            rig.run(new Faults().at("after-load", 6, 1, () -> {
                throw new Killed("the test");
            }));
        } catch (Killed e) {
            MoveRig.sql(rig.source, "UPDATE customers SET email = NULL WHERE id IN (9, 150)");
        }
        rig.run(new Faults());

        assertThat(kept(rig)).containsExactly("visits.page refuse: pl4nted too: is refused by the test");
        assertThat(MoveRig.rows(rig.target, "customers")).hasSize(65);
        assertThat(rig.findings).noneMatch(f -> f.code().startsWith("verify."));
    }
}
