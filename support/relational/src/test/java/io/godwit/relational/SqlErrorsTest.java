package io.godwit.relational;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "08006, CONNECTIVITY, database.connection-lost, true",
        "57P01, CONNECTIVITY, database.connection-lost, true",
        "28P01, CONNECTIVITY, database.login-refused, false",
        "40P01, TRANSFER, database.deadlock, true",
        "40001, TRANSFER, database.deadlock, true",
        "55P03, TRANSFER, database.lock-timeout, true",
        "53100, TRANSFER, database.no-space, false",
        "53300, TRANSFER, database.no-resources, true",
        "22003, TRANSFER, database.row-refused, false",
        "23514, TRANSFER, database.row-refused, false",
        "42501, COMPATIBILITY, database.privilege-missing, false",
        "3D000, CONFIGURATION, database.not-found, false",
        "57014, CANCELLED, run.cancelled, false",
        "42601, TRANSFER, database.failed, false",
        "XX000, TRANSFER, database.failed, false"
    })
    void readsStates(String state, ErrorCategory category, String code, boolean retryable) {
        SQLException failure = new SQLException("ERROR: something", state);
        MigrationException seen = SqlErrors.of(failure, "loading", "t");

        assertThat(seen.category()).isEqualTo(category);
        assertThat(seen.code()).isEqualTo(code);
        assertThat(seen.isRetryable()).isEqualTo(retryable);
        assertThat(SqlErrors.isRetryable(failure)).isEqualTo(retryable);
        assertThat(seen.subject()).isEqualTo("t");
    }

    @ParameterizedTest
    @CsvSource({"22P02, false", "23505, false", "P0001, false", "42P07, true", "54000, true"})
    void repeatsNoValues(String state, boolean repeated) {
        SQLException inner =
                new SQLException("ERROR: relation is there: \"s3cret\"\n  Detail: Key (a)=(hidden)", state);
        inner.setNextException(new SQLException("next s3cret hidden", state));
        MigrationException seen = SqlErrors.of(inner, "loading", "t");

        StringWriter trace = new StringWriter();
        seen.printStackTrace(new PrintWriter(trace, true));
        assertThat(trace.toString()).doesNotContain("hidden");
        assertThat(trace.toString().contains("s3cret")).isEqualTo(repeated);
        assertThat(trace.toString()).contains(state).contains("repeatsNoValues");
    }

    @Test
    void findsTheStateUnderneath() {
        SQLException outer = new SQLTransientConnectionException("pool is empty", new SQLException("no", "28P01"));

        assertThat(SqlErrors.state(outer)).isEqualTo("28P01");
        assertThat(SqlErrors.of(outer, "connecting", "x").code()).isEqualTo("database.login-refused");
        assertThat(SqlErrors.of(new SQLTransientConnectionException("timeout"), "connecting", "x")
                        .code())
                .isEqualTo("database.connection-lost");
    }

    @Test
    void refusesRows() {
        MigrationException refused = SqlErrors.rowRefused(DatasetName.of("orders"), "note", 7, "holds NUL");
        assertThat(SqlErrors.refusedColumn(DatasetName.of("orders"), refused)).isEqualTo("note");
        assertThat(SqlErrors.refusedWhy(refused)).isEqualTo("holds NUL");

        assertThat(refused.code()).isEqualTo("database.row-refused");
        assertThat(refused.subject()).isEqualTo("orders.note");
        assertThat(refused.getMessage()).contains("row 7").contains("note").contains("holds NUL");
        assertThat(SqlErrors.rowRefused(DatasetName.of("orders"), "", 0, "is odd")
                        .subject())
                .isEqualTo("orders");
    }
}
