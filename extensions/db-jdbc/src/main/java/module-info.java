/** SQLite and other databases behind a JDBC driver. */
module io.godwit.db.jdbc {
    requires transitive io.godwit.spi;
    requires io.godwit.relational;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires java.sql;
    requires org.slf4j;
    requires org.xerial.sqlitejdbc;
}
