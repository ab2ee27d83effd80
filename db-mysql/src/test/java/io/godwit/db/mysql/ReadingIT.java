package io.godwit.db.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.db.mysql.Lab.Fixture;
import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.Dataset;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Snapshot;
import io.godwit.spi.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources whose rows are not what they seem: days that are none, and UTF-8 in columns that are declared otherwise. */
class ReadingIT {
    private static List<String> rows(Fixture fixture, Location location) {
        try (Database database = new MySqlMigrator().open(location, Access.READ, fixture.context);
                Snapshot snapshot = database.snapshot(fixture.context)) {
            Dataset dataset = snapshot.datasets(fixture.context).get(0);
            return Mover.rows(snapshot, dataset.name(), dataset, fixture.context);
        }
    }

    @ParameterizedTest
    @EnumSource
    void makesOfDaysThatAreNoneWhatIsAskedFor(Lab lab) {
        Fixture fixture = lab.database();
        fixture.sql("SET SESSION sql_mode = ''; CREATE TABLE t (id int PRIMARY KEY, d date, t datetime(3), s timestamp"
                + " NULL); INSERT INTO t VALUES (1, '0000-00-00', '0000-00-00 00:00:00', '0000-00-00 00:00:00'),"
                + " (2, '2024-00-00', '2024-05-00 01:02:03.5', NULL), (3, '2000-10-10', '2010-10-20 00:00:00',"
                + " '2010-10-20 10:00:00')");
        Location location = fixture.location();

        assertThat(rows(fixture, location))
                .containsExactly(
                        "1|0000-00-00|0000-00-00 00:00:00|0000-00-00 00:00:00Z",
                        "2|2024-00-00|2024-05-00 01:02:03.5|-",
                        "3|2000-10-10|2010-10-20 00:00:00|2010-10-20 10:00:00Z");
        assertThat(rows(fixture, location.withSetting("zero_dates", "epoch")))
                .containsExactly(
                        "1|1970-01-01|1970-01-01 00:00:00|1970-01-01 00:00:00Z",
                        "2|1970-01-01|1970-01-01 00:00:00|-",
                        "3|2000-10-10|2010-10-20 00:00:00|2010-10-20 10:00:00Z");
        MigrationException failure = catchThrowableOfType(
                MigrationException.class, () -> rows(fixture, location.withSetting("zero_dates", "error")));
        assertThat(failure.code()).isEqualTo("database.row-refused");
        assertThat(failure).hasMessageContaining("\"d\"");
        try (MySqlSource source = (MySqlSource)
                new MySqlMigrator().open(location.withSetting("zero_dates", "epoch"), Access.READ, fixture.context)) {
            Table table = source.schema(fixture.context).tables().get(0);
            assertThat(table.columns()).noneMatch(column -> column.type().hasZeroDates());
        }
        assertThat(catchThrowableOfType(
                                MigrationException.class,
                                () -> rows(fixture, location.withSetting("zero_dates", "never")))
                        .code())
                .isEqualTo("location.bad-setting");
    }

    @ParameterizedTest
    @EnumSource
    void tellsAndRepairsTextThatIsMisdeclared(Lab lab) {
        Fixture fixture = lab.database();
        fixture.sql("CREATE TABLE t (id int PRIMARY KEY, wrong varchar(40) CHARACTER SET latin1, right_one varchar(40)"
                + " CHARACTER SET latin1, plain varchar(40) CHARACTER SET latin1); INSERT INTO t VALUES (1,"
                + " x'5A6FC3AB20E282AC', 'Zoë €', 'Zoe'), (2, 'ascii', 'ñ', '')");
        fixture.sql("ALTER TABLE t MODIFY wrong varbinary(40)");
        fixture.sql("UPDATE t SET wrong = x'5A6FC3AB20E282AC' WHERE id = 1");
        fixture.sql("ALTER TABLE t MODIFY wrong varchar(40) CHARACTER SET latin1");

        try (MySqlSource source = fixture.source()) {
            source.schema(fixture.context);
        }
        assertThat(fixture.context.findings())
                .filteredOn(f -> f.code().equals("database.text-misdeclared"))
                .extracting(Finding::subject)
                .containsExactly("t.wrong");

        // Bytes are shown as characters of one byte each.
        assertThat(rows(fixture, fixture.location().withSetting("repair_utf8", "t.wrong"))
                        .get(0))
                .isEqualTo("1|Zo\u00c3\u00ab \u00e2\u0082\u00ac|Zo\u00c3\u00ab \u00e2\u0082\u00ac|Zoe");
        assertThat(catchThrowableOfType(
                                MigrationException.class,
                                () -> rows(fixture, fixture.location().withSetting("repair_utf8", "t.right_one")))
                        .code())
                .isEqualTo("database.row-refused");
    }

    @Test
    void tellsNothingOfTextThatIsWhatItSays() {
        Fixture fixture = Lab.MARIADB.database();
        fixture.sql("CREATE TABLE t (id int PRIMARY KEY, v varchar(40) CHARACTER SET latin1, u varchar(40));"
                + " INSERT INTO t VALUES (1, 'Käse für Zoë', 'Käse')");
        try (MySqlSource source = fixture.source()) {
            source.schema(fixture.context);
        }
        assertThat(fixture.context.findings()).isEmpty();
    }
}
