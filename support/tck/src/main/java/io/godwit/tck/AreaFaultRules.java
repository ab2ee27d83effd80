package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.Dataset;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.RelationalTarget.Translation;
import io.godwit.spi.WritableDatabase;
import io.godwit.tck.lab.FaultProxy;
import io.godwit.tck.lab.FaultProxy.Direction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rules about writing over a line that fails, and about what failures tell. */
interface AreaFaultRules extends AreaRules {
    /** Loads until it succeeds, over a line that is cut once after so many bytes. */
    private void cutAfter(Dataset dataset, int number, Direction direction, long bytes) {
        FaultProxy proxy = bench().proxy();
        List<List<@Nullable String>> rows = TestTables.words(number * 10, number * 10 + 10, "x".repeat(20));
        WritableDatabase database = bench().openToWrite(bench().through(proxy), bench().context());
        database.inspect(bench().context());
        proxy.cutOnce(direction, bytes);
        boolean isDone = false;
        for (int attempt = 0; attempt < 5 && !isDone; attempt++) {
            try {
                areas().load(
                                database,
                                dataset,
                                AreaBench.piece(dataset, number, false),
                                TestCells.stream(DatabaseBench.types(dataset), rows),
                                1,
                                bench().context());
                isDone = true;
            } catch (MigrationException e) {
                assertThat(e.code()).isEqualTo("database.connection-lost");
                assertThat(e.category()).isIn(ErrorCategory.CONNECTIVITY, ErrorCategory.TRANSFER);
                assertThat(e.isRetryable())
                        .as("whether repeating may help: %s", e)
                        .isTrue();
            }
        }
        assertThat(isDone).as("loading after one cut").isTrue();
        database.close();
        proxy.close();
    }

    @Test
    default void writesAChunkOnceWhereverTheLineIsCut() {
        assumeTrue(bench().place().server().isPresent(), "no network is used here");
        Dataset dataset = AreaBench.dataset(areas().begin(TestTables.simple("t")), "t");
        int number = 0;
        for (long bytes = 1; bytes < 3_500; bytes += 160) {
            cutAfter(dataset, number++, Direction.TO_CLIENT, bytes);
            cutAfter(dataset, number++, Direction.TO_SERVER, bytes);
        }

        assertThat(areas().built(dataset))
                .containsExactlyInAnyOrderElementsOf(TestTables.words(0, number * 10, "x".repeat(20)));
    }

    @Test
    default void failsToMakeSomethingWithoutChangingAnything() {
        Translation plan = areas().begin(TestTables.simple("t"));
        Dataset dataset = AreaBench.dataset(plan, "t");
        SchemaChange nonsense = new SchemaChange("table nonsense", Phase.AFTER_DATA, dataset.name(), "MAKE NONSENSE (");

        MigrationException failure = Providers.failure(
                () -> areas().target().apply(areas().area(), nonsense, AreaBench.token(1), bench().context()));

        assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
        assertThat(failure.code()).isEqualTo("database.ddl-failed");
        assertThat(failure.subject()).isEqualTo(dataset.name().toString());
        areas().load(dataset, AreaBench.whole(dataset), TestTables.words(0, 3, "word"));
        assertThat(areas().built(dataset)).hasSize(3);
    }

    @Test
    default void writesWithoutTellingThePassword() {
        assumeTrue(bench().place().password().isPresent(), "no password is needed here");
        String password = bench().place().password().orElseThrow();

        assertThat(String.valueOf(areas().database())).doesNotContain(password);
        assertThat(String.valueOf(areas().begin(TestTables.simple("t")))).doesNotContain(password);
        assertThat(String.valueOf(areas().switchIn(areas().translate(TestTables.simple("t")))))
                .doesNotContain(password);
    }
}
