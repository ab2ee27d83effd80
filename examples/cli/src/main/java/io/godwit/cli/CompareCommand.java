package io.godwit.cli;

import io.godwit.core.Comparison;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares both sides. */
@Command(
        name = "compare",
        mixinStandardHelpOptions = true,
        description = "Compares the source with the destination, and changes nothing. Exit status 3 where they differ.")
final class CompareCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SpecArgument spec = new SpecArgument();

    @Mixin
    StagedOptions staged = new StagedOptions();

    @Override
    public Integer call() {
        Console console = common.console();
        MigrationSpec loaded = spec.load(console, common);
        try (Migrator migrator = common.migrator(loaded.inlineSecrets())) {
            Comparison comparison = migrator.compare(staged.apply(loaded, migrator));
            if (console.isJson()) {
                console.document(ComparisonText.json(comparison));
            } else {
                console.result(ComparisonText.of(comparison));
            }
            return comparison.isSame() ? 0 : 3;
        }
    }
}
