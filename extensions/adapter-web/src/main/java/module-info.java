/** WordPress, static sites, and what web applications have in common. */
module io.godwit.adapter.web {
    requires transitive io.godwit.spi;
    requires static org.jspecify;

    exports io.godwit.adapter.web.replace;
}
