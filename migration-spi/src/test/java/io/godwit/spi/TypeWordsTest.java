package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types as people write them. */
class TypeWordsTest {
    @Test
    void areRead() {
        assertThat(LogicalType.parse(" Decimal ( 12 , 2 ) ")).isEqualTo(LogicalType.decimal(12, 2));
        assertThat(LogicalType.parse("numeric(9)")).isEqualTo(LogicalType.decimal(9, 0));
        assertThat(LogicalType.parse("numeric")).isEqualTo(LogicalType.decimal(0, -1));
        assertThat(LogicalType.parse("bigint unsigned")).isEqualTo(LogicalType.integer(64, true));
        assertThat(LogicalType.parse("varchar(40)")).isEqualTo(LogicalType.text(40));
        assertThat(LogicalType.parse("char(2)")).isEqualTo(LogicalType.fixedText(2));
        assertThat(LogicalType.parse("timestamp")).isEqualTo(LogicalType.timestamp(6));
        assertThat(LogicalType.parse("timestamptz(3)")).isEqualTo(LogicalType.timestampWithZone(3));
        assertThat(LogicalType.parse("UUID")).isEqualTo(LogicalType.uuid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "money",
                "varchar",
                "int(4)",
                "decimal(2,3)",
                "decimal(66)",
                "text unsigned",
                "time(7)",
                "uuid(3)",
                "decimal(3,1) unsigned",
                "text; DROP"
            })
    void othersAreNone(String words) {
        assertThatThrownBy(() -> LogicalType.parse(words))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no type");
    }
}
