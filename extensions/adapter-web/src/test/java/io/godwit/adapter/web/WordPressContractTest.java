package io.godwit.adapter.web;

import io.godwit.spi.Location;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Site;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.PlatformAdapterContract;
import io.godwit.tck.TckContext;
import java.util.List;
import java.util.Map;

class WordPressContractTest extends PlatformAdapterContract {
    private final MemoryTrees trees = new MemoryTrees();

    @Override
    protected PlatformAdapter adapter() {
        return new WordPressAdapter();
    }

    @Override
    protected Site source() {
        return new Site(
                trees.site("old", WordPressSamples.SITE),
                List.of(),
                Map.of("paths.web", "https://old.example.com", "databases.0.password", "env:OLD_DB_PASSWORD"));
    }

    @Override
    protected Site destination() {
        return new Site(
                MemoryTrees.place("new"),
                List.of(Location.of("mysql://wp@db.example.com/wp")
                        .withSecret(Location.PASSWORD, SecretRef.parse("env:NEW"))),
                Map.of("paths.web", "https://new.example.org/blog", "options.maintenance_mode", "true"));
    }

    @Override
    protected List<Site> foreign() {
        return List.of(
                new Site(trees.site("plain", Map.of("index.html", "<h1>WordPress</h1>")), List.of(), Map.of()),
                new Site(trees.site("config", Map.of("wp-config.php", "<?php")), List.of(), Map.of()),
                new Site(
                        trees.site("other", Map.of("wp-includes/version.php", "<?php // $wp_version = '6.6';\n")),
                        List.of(),
                        Map.of()));
    }

    @Override
    protected TckContext newContext() {
        return new TckContext().with(trees);
    }

    @Override
    protected List<String> secrets() {
        return List.of("p@ss", "FAKE|auth");
    }
}
