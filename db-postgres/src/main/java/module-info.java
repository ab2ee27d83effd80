/** PostgreSQL. */
module io.godwit.db.postgres {
    requires transitive io.godwit.spi;
    requires io.godwit.relational;
    requires io.godwit.toolkit;
    requires static org.checkerframework.checker.qual;
    requires static org.jspecify;
    requires com.google.common;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    opens io.godwit.db.postgres to
            org.postgresql.jdbc;

    provides io.godwit.spi.DatabaseMigrator with
            io.godwit.db.postgres.PostgresMigrator;
}
