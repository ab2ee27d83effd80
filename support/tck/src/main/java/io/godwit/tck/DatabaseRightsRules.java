package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalTarget;
import io.godwit.spi.RelationalTarget.Phase;
import io.godwit.spi.RelationalTarget.SchemaChange;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import io.godwit.tck.lab.FaultProxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules about opening and closing databases, and about what must not be told. */
interface DatabaseRightsRules extends DatabaseRules {
    @Test
    default void canBeMadeWithoutArguments() {
        Providers.canBeMadeWithoutArguments(bench().migrator());
    }

    @Test
    default void namesItselfAndItsSchemes() {
        assertThat(bench().migrator().id()).matches(Providers.ID);
        assertThat(bench().migrator().schemes())
                .isNotEmpty()
                .contains(bench().location().scheme())
                .allSatisfy(scheme -> assertThat(scheme).isLowerCase());
    }

    @Test
    default void refusesADatabaseThatIsNotThere() {
        Location missing = bench().place().missing(bench().context());

        MigrationException failure = Providers.failure(() -> inspect(missing));

        assertThat(failure.category()).isIn(ErrorCategory.CONFIGURATION, ErrorCategory.CONNECTIVITY);
        assertThat(failure.remediation()).isNotBlank();
        assertThat(failure.isRetryable()).isFalse();
    }

    private void inspect(Location location) {
        try (Database database = bench().migrator().open(location, Access.READ, bench().context())) {
            database.inspect(bench().context());
        }
    }

    @Test
    default void refusesAWrongPasswordWithoutTellingIt() {
        assumeTrue(bench().place().password().isPresent(), "no password is needed here");
        bench().context().secret("test:wrong", "wr0ng-pl4nted");
        Location wrong = bench().location().withSecret(Location.PASSWORD, SecretRef.parse("test:wrong"));

        MigrationException failure = Providers.failure(() -> inspect(wrong));

        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(Providers.said(failure))
                .doesNotContain("wr0ng-pl4nted", bench().place().password().orElseThrow());
    }

    @Test
    default void failsWithoutTellingThePassword() {
        assumeTrue(bench().place().password().isPresent(), "no password is needed here");
        FaultProxy proxy = bench().proxy().refuse();

        MigrationException failure = Providers.failure(() -> inspect(bench().through(proxy)));

        assertThat(failure.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(Providers.said(failure))
                .doesNotContain(bench().place().password().orElseThrow());
    }

    @Test
    default void printsWithoutTellingThePassword() {
        assumeTrue(bench().place().password().isPresent(), "no password is needed here");
        Database database = bench().openToRead();
        Snapshot snapshot = bench().keep(database.snapshot(bench().context()));

        assertThat(bench().migrator() + " " + database + " " + snapshot + " " + database.inspect(bench().context()))
                .doesNotContain(bench().place().password().orElseThrow());
    }

    @Test
    default void aDatabaseToReadOffersNoWayToWrite() {
        Database database = bench().openToRead();

        assertThat(database).isNotInstanceOf(WritableDatabase.class);
        assertThat(database.facet(WritableDatabase.class)).isEmpty();
    }

    @Test
    default void aDatabaseToReadMakesNothing() {
        Database database = bench().openToRead();
        var target = database.facet(RelationalTarget.class);
        assumeTrue(target.isPresent(), "nothing can be made here anyhow");
        SchemaChange change =
                new SchemaChange("table t", Phase.BEFORE_DATA, DatasetName.of("t"), "CREATE TABLE t (id int)");

        MigrationException failure = Providers.failure(() -> target.orElseThrow()
                .apply(
                        new WriteArea("tck", "godwit_tck", ""),
                        change,
                        new WriteToken("tck", "unit", 1),
                        bench().context()));

        assertThat(failure.category()).isEqualTo(ErrorCategory.COMPATIBILITY);
        assertThat(bench().schema(database).tables()).isEmpty();
    }

    @Test
    default void hasNoFacetOfAnotherKind() {
        assertThat(bench().openToRead().facet(Runnable.class)).isEmpty();
    }

    @Test
    default void tellsWhatItIs() {
        Database database = bench().openToRead();

        DatabaseFacts facts = database.inspect(bench().context());

        assertThat(facts.product()).isNotBlank();
        assertThat(facts.version()).containsPattern("\\d");
        assertThat(facts.name()).isNotBlank();
        assertThat(bench().schema(database).product()).isEqualTo(facts.product());
    }

    @Test
    default void closesTwice() {
        Database database = bench().openToRead();
        Snapshot snapshot = database.snapshot(bench().context());

        snapshot.close();
        snapshot.close();
        database.close();
        database.close();
    }

    @Test
    default void servesNobodyOnceClosed() {
        bench().given("t", List.of(DatabaseBench.id()), List.of("id"), List.of(List.of("1")));
        Database database = bench().openToRead();
        database.snapshot(bench().context()).close();
        database.close();

        assertThatThrownBy(() -> database.snapshot(bench().context()).close())
                .as("a snapshot of a closed database")
                .isInstanceOfAny(MigrationException.class, IllegalStateException.class);
        assertThatThrownBy(() -> database.inspect(bench().context()))
                .as("facts of a closed database")
                .isInstanceOfAny(MigrationException.class, IllegalStateException.class);
    }

    @Test
    default void leavesNoConnectionBehind() {
        FaultProxy proxy = bench().proxy();
        Database database = bench().migrator().open(bench().through(proxy), Access.READ, bench().context());
        Snapshot snapshot = database.snapshot(bench().context());
        snapshot.datasets(bench().context());
        assertThat(proxy.openConnections()).isPositive();

        snapshot.close();
        database.close();

        await().atMost(Duration.ofSeconds(10)).until(() -> proxy.openConnections() == 0);
    }
}
