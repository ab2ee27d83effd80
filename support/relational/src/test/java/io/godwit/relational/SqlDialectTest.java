package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.spi.DatasetName;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SqlDialectTest {
    @Test
    void doublesTheClosingQuoteAndLeavesTheRest() {
        String awkward = "Or\"der`s [x] ' \\ \uD83D\uDC26";

        assertThat(SqlDialect.POSTGRES.identifier(awkward)).isEqualTo("\"Or\"\"der`s [x] ' \\ \uD83D\uDC26\"");
        assertThat(SqlDialect.SQLITE.identifier(awkward)).isEqualTo("\"Or\"\"der`s [x] ' \\ \uD83D\uDC26\"");
        assertThat(SqlDialect.MYSQL.identifier(awkward)).isEqualTo("`Or\"der``s [x] ' \\ \uD83D\uDC26`");
        assertThat(SqlDialect.SQLSERVER.identifier(awkward)).isEqualTo("[Or\"der`s [x]] ' \\ \uD83D\uDC26]");
    }

    @Test
    void quotesLiterals() {
        assertThat(SqlDialect.POSTGRES.literal("it's \\ \"")).isEqualTo("'it''s \\ \"'");
        assertThat(SqlDialect.SQLITE.literal("it's \\ \"")).isEqualTo("'it''s \\ \"'");
        assertThat(SqlDialect.MYSQL.literal("it's \\ \"")).isEqualTo("'it''s \\\\ \"'");
        assertThat(SqlDialect.MYSQL.literal("")).isEqualTo("''");
    }

    @Test
    void qualifiesNames() {
        assertThat(SqlDialect.POSTGRES.qualified(new DatasetName("a.b", "c"))).isEqualTo("\"a.b\".\"c\"");
        assertThat(SqlDialect.MYSQL.qualified(DatasetName.of("c"))).isEqualTo("`c`");
        assertThat(SqlDialect.SQLITE.identifiers(List.of("a", "b\""))).isEqualTo("\"a\", \"b\"\"\"");
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatNoEngineStores(SqlDialect dialect) {
        assertThatIllegalArgumentException().isThrownBy(() -> dialect.identifier("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> dialect.identifier(""));
        assertThatIllegalArgumentException().isThrownBy(() -> dialect.literal("a\0b"));
    }
}
