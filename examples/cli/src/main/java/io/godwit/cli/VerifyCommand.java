package io.godwit.cli;

import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Compares again. */
@Command(name = "verify", mixinStandardHelpOptions = true, description = "Compares again what a session moved.")
final class VerifyCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SessionArgument session = new SessionArgument();

    @Mixin
    SecretsAgain again = new SecretsAgain();

    @Mixin
    Metrics metrics = new Metrics();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = metrics.migrator(common.builder(again.secrets(common)))) {
            return RunResult.show(
                    console, migrator, migrator.verify(session.id, new ProgressView(console)), common.state, metrics);
        }
    }
}
