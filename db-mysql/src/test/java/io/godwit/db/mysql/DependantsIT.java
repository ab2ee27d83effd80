package io.godwit.db.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.db.mysql.Lab.Fixture;
import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WriteArea;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What hangs on tables at the destination when others take their place: triggers, views over them, views of their names. */
class DependantsIT {
    private static final String FORMER = """
        CREATE TABLE people (id int PRIMARY KEY, name varchar(20));
        INSERT INTO people VALUES (1, 'former');
        CREATE TABLE base (id int PRIMARY KEY, note varchar(20));
        INSERT INTO base VALUES (7, 'from the view');
        CREATE DEFINER = '%1$s'@'%%' VIEW orders AS SELECT id, note FROM base;
        CREATE DEFINER = '%1$s'@'%%' VIEW names AS SELECT name FROM people;
        SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
        CREATE DEFINER = '%1$s'@'%%' TRIGGER stamped BEFORE INSERT ON people FOR EACH ROW SET NEW.name = CONCAT(NEW.name, ' former\\');
        CREATE DEFINER = '%1$s'@'%%' TRIGGER stamped_too BEFORE INSERT ON people FOR EACH ROW SET NEW.name = CONCAT(NEW.name, ' twice');
        """;

    private static final String NEXT = """
        CREATE TABLE people (id int PRIMARY KEY, name varchar(20));
        INSERT INTO people VALUES (2, 'next');
        CREATE TABLE orders (id int PRIMARY KEY, note varchar(20));
        INSERT INTO orders VALUES (8, 'from the table');
        CREATE TRIGGER stamped BEFORE INSERT ON people FOR EACH ROW SET NEW.name = CONCAT(NEW.name, ' next');
        """;

    private static String state(Fixture fixture) {
        return fixture.sql(
                        "SHOW CREATE VIEW orders; SHOW CREATE TRIGGER stamped; SHOW CREATE TRIGGER stamped_too; SELECT"
                                + " * FROM orders; SELECT * FROM names; SELECT * FROM people; SELECT TRIGGER_NAME,"
                                + " ACTION_ORDER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER"
                                + " BY 1")
                .replaceAll("\\t[0-9]{4}-[0-9-]+ [0-9:.]+(?=\\n|$)", "");
    }

    @ParameterizedTest
    @EnumSource
    void goAsideAndComeBack(Lab lab) {
        Fixture old = lab.database();
        old.sql(NEXT);
        Fixture fresh = lab.database();
        fresh.sql(FORMER.formatted(fresh.database.user()));
        String before = state(fresh);
        WriteArea area = new WriteArea("session", "godwit_" + fresh.database.name(), "");
        try (Database from = old.source();
                WritableDatabase to = fresh.target()) {
            Mover mover = new Mover(from, to, area, 1, fresh.context).build();
            assertThat(mover.plan.findings()).noneMatch(f -> f.code().equals("schema.object-kept"));

            to.switchIn(area, mover.names(), mover.token, fresh.context);

            assertThat(fresh.sql("SELECT * FROM orders; SELECT * FROM names")).isEqualTo("8\tfrom the table\nnext");
            assertThat(fresh.sql("INSERT INTO people VALUES (3, 'a'); SELECT name FROM people WHERE id = 3"))
                    .isEqualTo("a next");

            to.switchBack(area, mover.token, fresh.context);

            assertThat(state(fresh)).isEqualTo(before);
            to.switchIn(area, mover.names(), mover.token, fresh.context);
            to.switchBack(area, mover.token, fresh.context);
            to.discard(area, mover.token, fresh.context);
            assertThat(state(fresh)).isEqualTo(before);
            assertThat(fresh.sql("SHOW DATABASES LIKE '" + area.name() + "%'")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void comeBackWhereTheSwitchFails(Lab lab) {
        Fixture old = lab.database();
        old.sql(NEXT);
        Fixture fresh = lab.database();
        fresh.sql(FORMER.formatted(fresh.database.user()));
        String before = state(fresh);
        WriteArea area = new WriteArea("session", "godwit_" + fresh.database.name(), "");
        try (Database from = old.source();
                WritableDatabase to = fresh.target()) {
            Mover mover = new Mover(from, to, area, 1, fresh.context).build();
            // Something has the place to which a table would move aside.
            fresh.sql("CREATE TABLE `" + area.name() + "_old`.people (x int)");

            assertThatThrownBy(() -> to.switchIn(area, mover.names(), mover.token, fresh.context))
                    .isInstanceOf(MigrationException.class);

            assertThat(to.stateOf(area, fresh.context)).isEqualTo(AreaState.OPEN);
            assertThat(state(fresh)).isEqualTo(before);
            to.discard(area, mover.token, fresh.context);
            assertThat(state(fresh)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stayWhereTheyCouldNotBeMadeAgain(Lab lab) {
        Fixture old = lab.database();
        old.sql(NEXT);
        Fixture fresh = lab.database();
        fresh.sql(FORMER.formatted("somebody_else"));
        String before = fresh.sql("SHOW CREATE VIEW orders; SHOW CREATE TRIGGER stamped");
        WriteArea area = new WriteArea("session", "godwit_" + fresh.database.name(), "");
        try (Database from = old.source();
                WritableDatabase to = fresh.target()) {
            Mover mover = new Mover(from, to, area, 1, fresh.context).build();

            assertThatThrownBy(() -> to.switchIn(area, mover.names(), mover.token, fresh.context))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("database.has-dependants"));

            assertThat(fresh.sql("SHOW CREATE VIEW orders; SHOW CREATE TRIGGER stamped"))
                    .isEqualTo(before);
            to.discard(area, mover.token, fresh.context);
        }
    }

    @ParameterizedTest
    @EnumSource
    void areMadeInTheNameThatIsAskedFor(Lab lab) {
        Fixture old = lab.database();
        old.sql("CREATE TABLE people (id int PRIMARY KEY, name varchar(20)); CREATE DEFINER = 'ghost'@'nowhere' VIEW v"
                + " AS SELECT id, ' DEFINER=`x`@`y`' AS words FROM people; CREATE DEFINER = 'ghost'@'nowhere'"
                + " PROCEDURE p() SELECT 1; CREATE DEFINER = 'ghost'@'nowhere' TRIGGER t BEFORE INSERT ON people"
                + " FOR EACH ROW SET NEW.name = 'x'");
        for (String wanted : List.of("self", "new`owner@10.%")) {
            Fixture fresh = lab.database();
            String user = fresh.database.user();
            if (!wanted.equals("self")) {
                fresh.sql("GRANT SUPER ON *.* TO '" + user + "'@'%'");
                if (lab == Lab.MYSQL) {
                    fresh.sql("GRANT SET_ANY_DEFINER, ALLOW_NONEXISTENT_DEFINER ON *.* TO '" + user + "'@'%'");
                }
            }
            WriteArea area = new WriteArea("session", "godwit_" + fresh.database.name(), "");
            try (Database from = old.source();
                    WritableDatabase to = (WritableDatabase) new MySqlMigrator()
                            .open(fresh.location().withSetting("definers", wanted), Access.WRITE, fresh.context)) {
                Mover mover = new Mover(from, to, area, 1, fresh.context).build();
                to.switchIn(area, mover.names(), mover.token, fresh.context);
            }
            String definer = wanted.equals("self") ? user + "@%" : wanted;
            assertThat(fresh.sql("SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE(); SELECT"
                            + " DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE(); SELECT"
                            + " DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()"))
                    .isEqualTo(definer + "\n" + definer + "\n" + definer);
            assertThat(fresh.context.findings()).noneMatch(f -> f.code().equals("schema.definer-changed"));
            assertThat(fresh.sql("SHOW CREATE VIEW v")).contains("' DEFINER=`x`@`y`'");
        }
    }

    @Test
    void aDefinerThatIsNoneIsRefused() {
        Fixture fresh = Lab.MARIADB.database();
        assertThatThrownBy(() -> new MySqlMigrator()
                        .open(fresh.location().withSetting("definers", "somebody"), Access.WRITE, fresh.context))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("location.bad-setting"));
    }
}
