package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.postgres.Server.Fixture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of a server before anything is moved to it. */
class PostgresReadinessIT {
    @ParameterizedTest
    @EnumSource
    void hasNothingAgainstAnOrdinaryOne(Server server) throws Exception {
        Fixture fixture = server.database();
        try (PostgresTarget target = fixture.target()) {
            assertThat(target.check(fixture.context)).isEmpty();
            assertThat(target.inspect(fixture.context).properties())
                    .containsEntry("replica", "f")
                    .containsEntry("extensions", "plpgsql");
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesWhatIsInTheWay(Server server) throws Exception {
        Fixture fixture = server.database();
        fixture.execute(
                "DO $$ BEGIN EXECUTE format('ALTER ROLE %I SET default_transaction_read_only = on', current_user);"
                        + " END $$");
        try (PostgresTarget target = fixture.target()) {
            assertThat(target.check(fixture.context)).singleElement().satisfies(finding -> {
                assertThat(finding.code()).isEqualTo("database.read-only");
                assertThat(finding.message()).contains("default_transaction_read_only");
            });
        }
    }
}
