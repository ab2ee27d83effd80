/** What SQL plugins share. */
module io.godwit.relational {
    requires transitive io.godwit.spi;
    requires io.godwit.toolkit;
    requires static org.jspecify;
    requires com.google.common;
    requires com.zaxxer.hikari;
    requires java.sql;
    requires org.jdbi.v3.core;
    requires org.slf4j;
}
