package io.godwit.db.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.spi.Table.CheckConstraint;
import org.junit.jupiter.api.Test;

class SqliteDefinitionTest {
    @Test
    void findsConditionsWhereverTheyStand() {
        SqliteDefinition definition = SqliteDefinition.of("""
                CREATE TABLE IF NOT EXISTS main.`t(` ( -- (
                  'a' INT CONSTRAINT [first one] CHECK (a > (1 + 2)) DEFAULT (3),
                  "check" DECIMAL(10, 2) /* CHECK (no) */ CHECK ("check" <> ')') COLLATE NOCASE,
                  c AS (a || ',') VIRTUAL,
                  CONSTRAINT pk PRIMARY KEY (a),
                  CHECK(length(c) IN (1,2))
                ) STRICT""");

        assertThat(definition.checks())
                .containsExactly(
                        new CheckConstraint("first one", "a > (1 + 2)"),
                        new CheckConstraint("", "\"check\" <> ')'"),
                        new CheckConstraint("", "length(c) IN (1,2)"));
        assertThat(definition.computed()).containsExactly(java.util.Map.entry("c", "a || ','"));
    }

    @Test
    void refusesWhatDoesNotEnd() {
        assertThatIllegalArgumentException().isThrownBy(() -> SqliteDefinition.of("CREATE TABLE t (a CHECK (1"));
        assertThatIllegalArgumentException().isThrownBy(() -> SqliteDefinition.of("CREATE TABLE t (a DEFAULT 'x"));
    }

    @Test
    void readsIndexes() {
        SqliteDefinition.Index index = SqliteDefinition.Index.of(
                "CREATE UNIQUE INDEX \"i(\" ON t (lower(a), b COLLATE NOCASE DESC, c || 'where' ASC) WHERE (b) > 1");

        assertThat(index.parts()).containsExactly("lower(a)", "b", "c || 'where'");
        assertThat(index.predicate()).isEqualTo("(b) > 1");
    }
}
