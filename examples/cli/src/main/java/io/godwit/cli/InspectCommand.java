package io.godwit.cli;

import io.godwit.core.Inspection;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Looks at both sides. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Looks at the source and the destination, and changes nothing.")
final class InspectCommand implements Callable<Integer> {
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
            Inspection inspection = migrator.inspect(staged.apply(loaded, migrator));
            if (console.isJson()) {
                console.document(InspectionText.json(inspection));
            } else {
                console.result(InspectionText.of(inspection));
            }
            return 0;
        }
    }
}
