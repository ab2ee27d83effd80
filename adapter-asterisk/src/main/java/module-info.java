/** Asterisk. */
module io.godwit.adapter.asterisk {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires java.sql;
    requires org.xerial.sqlitejdbc;
}
