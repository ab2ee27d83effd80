package io.godwit.cli;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what a run would do. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Says what a run would do, step by step, and changes nothing.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SpecArgument spec = new SpecArgument();

    @Mixin
    StagedOptions staged = new StagedOptions();

    @Option(names = "--save", description = "Keep the plan as a session that can be approved and run.")
    boolean save;

    @Override
    public Integer call() {
        Console console = common.console();
        MigrationSpec loaded = spec.load(console, common);
        try (Migrator migrator = common.migrator(loaded.inlineSecrets())) {
            MigrationPlan plan = migrator.plan(staged.applySource(loaded, migrator));
            if (save) {
                migrator.submit(plan);
            }
            if (console.isJson()) {
                console.document(plan.toJson());
            } else {
                console.result(plan.toText());
                if (save) {
                    console.say("Kept as session " + plan.session() + ": godwit approve " + plan.session()
                            + ", godwit run --session " + plan.session());
                }
            }
            return plan.isRunnable() ? 0 : 2;
        }
    }
}
