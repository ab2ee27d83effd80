package io.godwit.db.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.db.mysql.Lab.Fixture;
import io.godwit.spi.Database;
import io.godwit.spi.DatasetName;
import io.godwit.spi.WritableDatabase;
import io.godwit.spi.WritableDatabase.AreaState;
import io.godwit.spi.WritableDatabase.MovedAside;
import io.godwit.spi.WriteArea;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole database from one server of a kind to another of the same kind, by the contracts alone. */
class SameEngineIT {
    private static final String SHOP = """
        CREATE TABLE customers (
          id int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL,
          mail varchar(100) CHARACTER SET latin1 DEFAULT NULL, born date, vip tinyint(1) NOT NULL DEFAULT 0,
          UNIQUE KEY by_name (name), KEY by_mail (mail(10))) COMMENT 'who buys';
        CREATE TABLE orders (
          id bigint unsigned NOT NULL AUTO_INCREMENT, customer int unsigned NOT NULL, total decimal(12,3) NOT NULL DEFAULT 0.000,
          placed datetime(3) DEFAULT CURRENT_TIMESTAMP(3), changed timestamp NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP,
          state enum('open','paid','it''s, done') NOT NULL DEFAULT 'open', flags set('a','b','c'), note text, data longblob,
          twice decimal(13,3) GENERATED ALWAYS AS (total * 2) STORED,
          PRIMARY KEY (id), KEY by_customer (customer, placed), FULLTEXT KEY by_note (note),
          CONSTRAINT of_customer FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE,
          CONSTRAINT positive CHECK (total >= 0));
        CREATE TABLE pairs (a int NOT NULL, b varchar(20) NOT NULL, c char(5), PRIMARY KEY (a, b));
        CREATE TABLE loose (x int, y text);
        CREATE TABLE `odd ``name``; (x)` (`from` int PRIMARY KEY, `two words` varchar(10) DEFAULT 'a`b');
        SET SESSION cte_max_recursion_depth = 10000;
        """;

    private static final String ROWS = """
        INSERT INTO customers (name, mail, born, vip)
          WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
          SELECT CONCAT('Käufer ', i, ' 🐦'), CONCAT('m', i, '@exämple.com'), DATE_ADD('1950-01-01', INTERVAL i DAY), i % 2 FROM n;
        INSERT INTO orders (customer, total, placed, changed, state, flags, note, data)
          SELECT id, id * 0.25, '2024-01-05 10:11:12.345', '2024-02-03 01:02:03', 1 + id % 3, id % 8,
            IF(id % 5, CONCAT('tab\\tline\\nback\\\\slash \\'', id), NULL), UNHEX(LPAD(HEX(id), 8, '00')) FROM customers;
        INSERT INTO pairs SELECT id % 50, CONCAT('b', id), ' x ' FROM customers;
        INSERT INTO loose VALUES (1, 'a'), (1, 'a'), (NULL, NULL), (2, '');
        INSERT INTO `odd ``name``; (x)` VALUES (1, 'x');
        """;

    private static final String OBJECTS = """
        CREATE VIEW rich AS SELECT id, name FROM customers WHERE vip = 1;
        CREATE VIEW a_view_of_it AS SELECT name, twice(id) AS t, 'in `%1$s`.quotes' AS q FROM rich;
        SET SESSION sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
        CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC NO SQL COMMENT 'a comment' RETURN n * 2;
        CREATE TRIGGER stamped BEFORE UPDATE ON orders FOR EACH ROW SET NEW.note = 'changed \\';
        SET SESSION sql_mode = '';
        CREATE EVENT tidy ON SCHEDULE EVERY 1 YEAR STARTS '2035-01-01 00:00:00' DO DELETE FROM loose WHERE x = 77;
        CREATE DEFINER = 'nobody'@'nowhere' PROCEDURE noop() SELECT 1;
        """;

    /** How an object is made, without who made it, which only an administrator may set, and when. */
    private static String made(Fixture database, String object) {
        return database.sql("SHOW CREATE " + object)
                .replaceAll("DEFINER=([`\"])[^`\"]*\\1@\\1[^`\"]*\\1", "DEFINER")
                .replaceAll("\\t[0-9]{4}-[0-9-]+ [0-9:.]+$", "");
    }

    @ParameterizedTest
    @EnumSource
    void movesEverything(Lab lab) {
        Fixture old = lab.database();
        old.sql(
                lab == Lab.MARIADB
                        ? SHOP.replace("cte_max_recursion_depth", "max_recursive_iterations") + ROWS
                        : SHOP + ROWS);
        // The function first, since the other server wants it to be there when a view is made.
        old.sql("CREATE FUNCTION twice(n int) RETURNS int DETERMINISTIC NO SQL RETURN 0");
        old.sql(OBJECTS.formatted(old.database.name())
                .replace("CREATE FUNCTION", "DROP FUNCTION twice; CREATE FUNCTION"));
        Fixture fresh = lab.database();
        fresh.sql("CREATE TABLE customers (other int); INSERT INTO customers VALUES (7)");
        WriteArea area = new WriteArea("session-one", "godwit_" + fresh.database.name(), "");
        try (Database from = old.source();
                WritableDatabase to = fresh.target()) {
            Mover mover = new Mover(from, to, area, 1, fresh.context).build();

            assertThat(mover.plan.findings()).isEmpty();
            assertThat(to.stateOf(area, fresh.context)).isEqualTo(AreaState.OPEN);
            for (DatasetName name : mover.names()) {
                assertThat(mover.arrived(name))
                        .as("%s", name)
                        .isEqualTo(mover.sent(name))
                        .isNotEmpty();
            }
            assertThat(fresh.sql("SELECT * FROM customers")).isEqualTo("7");

            List<MovedAside> aside = to.switchIn(area, mover.names(), mover.token, fresh.context);

            assertThat(aside).extracting(m -> m.name().name()).containsExactly("customers");
            assertThat(to.stateOf(area, fresh.context)).isEqualTo(AreaState.SWITCHED);
            for (DatasetName name : mover.names()) {
                String show = "SHOW CREATE TABLE " + MySqlSql.name(name.name());
                assertThat(fresh.sql(show)).isEqualTo(old.sql(show));
                assertThat(mover.arrived(name)).isEqualTo(mover.sent(name));
            }
            assertThat(fresh.context.findings())
                    .filteredOn(f -> f.code().endsWith("-not-moved"))
                    .isEmpty();
            for (String object : List.of(
                    "VIEW rich",
                    "VIEW a_view_of_it",
                    "FUNCTION twice",
                    "TRIGGER stamped",
                    "EVENT tidy",
                    "PROCEDURE noop")) {
                assertThat(made(fresh, object)).as(object).isEqualTo(made(old, object));
            }
            assertThat(fresh.sql("SELECT t FROM a_view_of_it ORDER BY t LIMIT 2"))
                    .isEqualTo(old.sql("SELECT t FROM a_view_of_it ORDER BY t LIMIT 2"));
            assertThat(fresh.sql("INSERT INTO customers (name) VALUES ('next'); SELECT LAST_INSERT_ID()"))
                    .isEqualTo(old.sql("INSERT INTO customers (name) VALUES ('next'); SELECT LAST_INSERT_ID()"));

            to.switchBack(area, mover.token, fresh.context);

            assertThat(fresh.sql("SHOW TABLES")).isEqualTo("customers");
            assertThat(fresh.sql("SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()"))
                    .isEqualTo("0");
            assertThat(fresh.sql("SELECT * FROM customers")).isEqualTo("7");
            to.discard(area, mover.token, fresh.context);
            assertThat(to.stateOf(area, fresh.context)).isEqualTo(AreaState.ABSENT);
            assertThat(fresh.sql("SHOW DATABASES LIKE '" + area.name() + "%'")).isEmpty();
        }
    }
}
