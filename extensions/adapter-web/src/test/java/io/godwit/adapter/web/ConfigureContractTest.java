package io.godwit.adapter.web;

import io.godwit.adapter.web.ReplaceType.Change;
import io.godwit.adapter.web.ReplaceType.Replacements;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.StepContract;
import io.godwit.tck.TckContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ConfigureContractTest extends StepContract {
    private MemoryTrees trees = new MemoryTrees();

    @Override
    protected StepType type() {
        return new ConfigurationMigrator();
    }

    @Override
    public List<TypedData> versions() {
        Replacements replacements = new Replacements(
                List.of(new Change("https://old.example.com", "https://new.example.org")),
                List.of(new Change("/home/exampleu/public_html", "/srv/www/new")),
                List.of(),
                "wp_",
                false);
        return List.of(new ConfigurationMigrator.Work(
                        Place.of(MemoryTrees.place("old")),
                        Place.of(MemoryTrees.place("new")),
                        "wp-config.php",
                        Map.of("DB_NAME", "wp2", "DB_HOST", "127.0.0.1"),
                        Map.of(),
                        replacements)
                .data());
    }

    @Override
    protected void prepare() {
        trees = new MemoryTrees();
        trees.site("old", WordPressSamples.SITE);
        trees.site("new", there());
    }

    Map<String, String> there() {
        return Map.of("index.php", "<?php");
    }

    @Override
    protected StepContext newContext(long token, Optional<String> noted, int looks) {
        return ((TckContext) super.newContext(token, noted, looks)).with(trees);
    }

    @Override
    protected String state() {
        return trees.files(MemoryTrees.place("new")).toString();
    }
}
