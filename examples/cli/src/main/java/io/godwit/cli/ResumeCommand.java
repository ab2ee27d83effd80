package io.godwit.cli;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes on where a session stopped. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description = "Goes on with a session that stopped, failed or was cancelled, or whose process died.")
final class ResumeCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SessionArgument session = new SessionArgument();

    @Option(
            names = "--decision",
            paramLabel = "CHOICE",
            description = "What to do, where the session waits for a decision.",
            defaultValue = "")
    String decision = "";

    @Mixin
    SecretsAgain again = new SecretsAgain();

    @Mixin
    Metrics metrics = new Metrics();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = metrics.migrator(common.builder(again.secrets(common)));
                Interruption interruption = Interruption.of(migrator, session.id, console)) {
            MigrationReport report = migrator.resume(session.id, decision, new ProgressView(console));
            interruption.ended();
            return RunResult.show(console, migrator, report, common.state, metrics);
        }
    }
}
