package io.godwit.cli;

import io.godwit.core.Migrator;
import io.godwit.core.RollbackOptions;
import io.godwit.core.RollbackPreview;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Undoes what a session did. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description =
                "Undoes what a session did, the last step first; asks where something written since would be lost.")
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SessionArgument session = new SessionArgument();

    @Option(
            names = "--to",
            paramLabel = "STEP",
            description =
                    "Undo only what came after this step, by its name in the plan; the session can be resumed from"
                            + " there.",
            defaultValue = "")
    String to = "";

    @Mixin
    SecretsAgain again = new SecretsAgain();

    @Mixin
    Metrics metrics = new Metrics();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = metrics.migrator(common.builder(again.secrets(common)))) {
            RollbackOptions options =
                    RollbackOptions.asking(preview -> ask(console, preview)).to(to);
            return RunResult.show(
                    console,
                    migrator,
                    migrator.rollback(session.id, options, new ProgressView(console)),
                    common.state,
                    metrics);
        }
    }

    private static boolean ask(Console console, RollbackPreview preview) {
        console.say(RollbackText.of(preview));
        return console.confirm("Undo it?");
    }
}
