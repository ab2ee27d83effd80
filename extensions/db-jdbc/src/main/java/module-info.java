/** SQLite and other databases behind a JDBC driver. */
module io.godwit.db.jdbc {
    requires transitive io.godwit.spi;
    requires io.godwit.relational;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;

    exports io.godwit.db.jdbc;

    provides io.godwit.spi.DatabaseMigrator with
            io.godwit.db.jdbc.SqliteMigrator;
}
