package io.godwit.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Finding;
import io.godwit.spi.Inventory;
import io.godwit.spi.Inventory.Item;
import io.godwit.spi.Location;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Site;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WordPressAdapterTest {
    private final MemoryTrees trees = new MemoryTrees();
    private final TckContext context = new TckContext().with(trees);
    private final WordPressAdapter adapter = new WordPressAdapter();

    private Site source(Map<String, String> files, Map<String, String> settings) {
        return new Site(trees.site("old", files), List.of(), settings);
    }

    private Blueprint plan(Site source, Map<String, String> settings) {
        Site destination = new Site(
                MemoryTrees.place("new"), List.of(Location.of("mysql://wp@db.example.com:3307/wp2")), settings);
        return adapter.plan(
                new InspectedSite(source, adapter.inspect(source, context)),
                new InspectedSite(destination, adapter.inspect(destination, context)));
    }

    @Test
    void takesStockOfTheDocumentRoot() {
        Inventory inventory = adapter.inspect(source(WordPressSamples.SITE, Map.of()), context);

        assertThat(inventory.facts())
                .containsEntry("version", "6.6.2")
                .containsEntry("database", "exampleu_wp1")
                .containsEntry("table prefix", "wp_");
        assertThat(inventory.items())
                .contains(
                        new Item("plugin", "akismet", "5.3"),
                        new Item("plugin", "shop", "1.0.2"),
                        new Item("theme", "plain", "2.1"),
                        new Item("mu-plugin", "own.php", ""),
                        new Item("drop-in", "object-cache.php", ""));
    }

    @Test
    void findsTheDatabaseInTheConfiguration() {
        Blueprint plan = plan(source(WordPressSamples.SITE, Map.of()), Map.of());

        Location database = plan.databases().get(0).from();
        assertThat(database.uri()).hasToString("mysql://exampleu_wp@127.0.0.1:3306/exampleu_wp1");
        assertThat(database.setting("socket")).contains("/run/mysqld/mysqld.sock");
        assertThat(plan.findings()).extracting(Finding::code).containsExactly("wordpress.url-kept");
    }

    @Test
    void configuresTheNewDatabase() {
        Blueprint plan = plan(source(WordPressSamples.SITE, Map.of()), Map.of());

        assertThat(plan.steps())
                .singleElement()
                .satisfies(step -> assertThat(step.data().json())
                        .contains("\"DB_NAME\":\"wp2\"", "\"DB_USER\":\"wp\"", "\"DB_HOST\":\"db.example.com:3307\""));
    }

    @Test
    void saysWhatIsComputedAndDoesNotGuess() {
        Map<String, String> files = new java.util.LinkedHashMap<>(WordPressSamples.SITE);
        files.put("wp-config.php", "<?php\ndefine( 'DB_NAME', getenv( 'WORDPRESS_DB_NAME' ) );\n");
        Site source = source(files, Map.of());
        Inventory inventory = adapter.inspect(source, context);

        assertThat(adapter.check(inventory, inventory))
                .filteredOn(finding -> finding.code().equals("wordpress.computed-setting"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.evidence()).contains("DB_NAME (asks for WORDPRESS_DB_NAME)"));
        assertThat(plan(source, Map.of()).findings()).extracting(Finding::code).contains("wordpress.no-database");
    }

    @Test
    void wantsTheOldUrlWhereThereIsANewOne() {
        assertThat(plan(source(WordPressSamples.SITE, Map.of()), Map.of("paths.web", "https://new.example.org"))
                        .findings())
                .extracting(Finding::code)
                .containsExactly("wordpress.url-unknown");
    }

    @Test
    void movesTheRulesOfTheWebServer() {
        HtaccessType.Rules rules = new HtaccessType.Rules("/", "/blog/", "old.example.com", "new.example.org");

        assertThat(rules.rewrite(WordPressSamples.HTACCESS))
                .isEqualTo(WordPressSamples.HTACCESS
                        .replace("^old\\.example\\.com$", "^new\\.example\\.org$")
                        .replace("RewriteBase /", "RewriteBase /blog/")
                        .replace("RewriteRule . /index.php", "RewriteRule . /blog/index.php"));
    }
}
