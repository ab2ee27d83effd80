/** The contracts between the engine and its plugins. */
module io.godwit.spi {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.godwit.spi;
}
