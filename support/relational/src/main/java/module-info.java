/** What SQL plugins share. */
module io.godwit.relational {
    requires transitive io.godwit.spi;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires com.google.common;
    requires com.zaxxer.hikari;
    requires transitive java.sql;
    requires transitive org.jdbi.v3.core;
    requires org.slf4j;

    exports io.godwit.relational;
}
