package io.godwit.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.Finding;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of two servers is told. */
class ServerPairTest {
    private static DatabaseFacts server(String product, String version, Map<String, String> properties) {
        return new DatabaseFacts(product, version, "shop", 0, properties);
    }

    @Test
    void tellsWhatApplicationsNotice() {
        DatabaseFacts old = server("MySQL", "8.0.36", Map.of("sql_mode", "", "time_zone", "CET", "user", "a"));
        DatabaseFacts young = server("MySQL", "9.7.1", Map.of("sql_mode", "STRICT", "time_zone", "UTC", "user", "b"));

        assertThat(ServerPair.compare(old, young))
                .extracting(Finding::subject)
                .containsExactlyInAnyOrder("shop.sql_mode", "shop.time_zone");
        assertThat(ServerPair.compare(young, old)).extracting(Finding::code).contains("database.version-older");
    }

    @Test
    void comparesBetweenProductsOnlyWhatBothMean() {
        DatabaseFacts one = server("MySQL", "9.7.1", Map.of("sql_mode", "A", "time_zone", "CET", "collation", "x"));
        DatabaseFacts two = server("MariaDB", "10.11.6", Map.of("sql_mode", "B", "time_zone", "UTC", "collation", "y"));

        assertThat(ServerPair.compare(one, two))
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).isEqualTo("source A, destination B"));
        assertThat(ServerPair.compare(one, server("SQLite", "3.46.0", Map.of())))
                .isEmpty();
    }

    @Test
    void takesMinorVersionsOfManyReleasesForTheSame() {
        assertThat(ServerPair.compare(server("PostgreSQL", "18.6", Map.of()), server("PostgreSQL", "18.1", Map.of())))
                .isEmpty();
        assertThat(ServerPair.compare(server("PostgreSQL", "18.6", Map.of()), server("PostgreSQL", "15.18", Map.of())))
                .hasSize(1);
        assertThat(ServerPair.compare(server("MySQL", "8.4.0", Map.of()), server("MySQL", "8.0.36", Map.of())))
                .hasSize(1);
    }
}
