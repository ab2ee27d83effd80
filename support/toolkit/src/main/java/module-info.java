/** What plugins share. */
module io.godwit.toolkit {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires org.apache.commons.compress;
    requires org.slf4j;

    exports io.godwit.toolkit;
}
