/** PostgreSQL. */
module io.godwit.db.postgres {
    requires transitive io.godwit.spi;
    requires io.godwit.relational;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires java.sql;
    requires org.postgresql.jdbc;
    requires org.slf4j;
}
