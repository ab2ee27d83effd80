package io.godwit.core.internal.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Finding;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnMatchTest {
    private static Dataset table(Object... namesAndTypes) {
        List<DataColumn> columns = new ArrayList<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.add(new DataColumn((String) namesAndTypes[i], (LogicalType) namesAndTypes[i + 1]));
        }
        return new Dataset(DatasetName.of("goods"), columns, List.of(), 5, 50);
    }

    private static final LogicalType TEXT = LogicalType.text(0);

    private static List<String> told(ColumnMatch match) {
        return match.findings().stream()
                .map(f -> f.severity() + " " + f.code() + " " + f.subject())
                .toList();
    }

    @Test
    void columnsAreFoundByNameInTheOrderOfTheTarget() {
        ColumnMatch match =
                ColumnMatch.of(table("a", TEXT, "b", TEXT, "C", TEXT), table("c", TEXT, "a", TEXT, "b", TEXT));

        assertThat(match.source().columns()).extracting(DataColumn::name).containsExactly("C", "a", "b");
        assertThat(match.source().estimatedRows()).isEqualTo(5);
        assertThat(match.findings()).isEmpty();
    }

    @Test
    void theSameNameCountsMoreThanOneInAnotherCase() {
        ColumnMatch match = ColumnMatch.of(table("Name", TEXT, "name", TEXT), table("name", TEXT, "Name", TEXT));

        assertThat(match.source().columns()).extracting(DataColumn::name).containsExactly("name", "Name");
        assertThat(match.findings()).isEmpty();
    }

    @Test
    void whatFindsNothingOrTooMuchIsAnErrorAndWhatIsLeftOverAWarning() {
        ColumnMatch match = ColumnMatch.of(
                table("Name", TEXT, "name", TEXT, "kept", TEXT), table("NAME", TEXT, "other", TEXT, "kept", TEXT));

        assertThat(told(match))
                .containsExactly(
                        "ERROR schema.unmatched-column goods.NAME",
                        "ERROR schema.unmatched-column goods.other",
                        "WARNING schema.column-left-out goods.Name",
                        "WARNING schema.column-left-out goods.name");
    }

    @Test
    void aTypeWithoutAWayToTheOtherIsAnErrorThatSaysBoth() {
        ColumnMatch match = ColumnMatch.of(
                table("id", LogicalType.integer(64, false), "picture", LogicalType.bytes(0)),
                table("picture", LogicalType.floating(64), "id", LogicalType.integer(32, false)));

        assertThat(match.findings()).singleElement().satisfies((Finding finding) -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.code()).isEqualTo("schema.no-conversion");
            assertThat(finding.subject()).isEqualTo("goods.picture");
            assertThat(finding.evidence()).isEqualTo("BYTES to FLOAT");
        });
    }
}
