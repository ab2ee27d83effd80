package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.DatasetName;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Other names in statements as PostgreSQL writes them. */
class PostgresRenamesTest {
    private final PostgresRenames renames = new PostgresRenames(Map.of(
            DatasetName.of("sales"),
            DatasetName.of("orders"),
            DatasetName.of("audit_log"),
            new DatasetName("audit", "log"),
            new DatasetName("new", "Odd \"n1\""),
            new DatasetName("old", "Odd \"n1\"")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CREATE TABLE orders (orders int) | CREATE TABLE sales (orders int)",
                "CREATE INDEX orders ON orders USING btree (orders) | CREATE INDEX orders ON sales USING btree"
                        + " (orders)",
                "CREATE UNIQUE INDEX i ON ONLY orders (id) | CREATE UNIQUE INDEX i ON ONLY sales (id)",
                "ALTER TABLE ONLY orders ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES orders(id)"
                        + " | ALTER TABLE ONLY sales ADD CONSTRAINT k FOREIGN KEY (x) REFERENCES sales(id)",
                "COMMENT ON COLUMN orders.id IS 'FROM orders' | COMMENT ON COLUMN sales.id IS 'FROM orders'",
                "COMMENT ON TABLE orders IS 'it''s ON orders' | COMMENT ON TABLE sales IS 'it''s ON orders'",
                "ALTER SEQUENCE orders_id_seq OWNED BY orders.id | ALTER SEQUENCE orders_id_seq OWNED BY sales.id",
                "SELECT setval(pg_get_serial_sequence('orders'::regclass::text, 'id')::regclass, most) FROM (SELECT"
                        + " max(id) FROM orders) | SELECT setval(pg_get_serial_sequence('sales'::regclass::text,"
                        + " 'id')::regclass, most) FROM (SELECT max(id) FROM sales)",
                "ANALYZE audit.log | ANALYZE audit_log",
                "GRANT SELECT ON TABLE old.\"Odd \"\"n1\"\"\" TO x | GRANT SELECT ON TABLE new.\"Odd \"\"n1\"\"\""
                        + " TO x",
                "CREATE TABLE orders_2 PARTITION OF orders FOR VALUES IN (2)"
                        + " | CREATE TABLE orders_2 PARTITION OF sales FOR VALUES IN (2)",
                "ALTER TABLE orders_2 CLUSTER ON orders_x | ALTER TABLE orders_2 CLUSTER ON orders_x"
            })
    void standWhereOnlyATableCan(String before, String after) {
        assertThat(renames.rewrite(before).replaceAll("\"([a-z_]+)\"", "$1")).isEqualTo(after);
    }
}
