package io.godwit.cli;

import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks a runner to stop. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description = "Asks the process that runs a session to stop; what is done is kept.")
final class CancelCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SessionArgument session = new SessionArgument();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = common.migrator()) {
            migrator.cancel(session.id);
            console.say("Asked session " + session.id + " to stop.");
            return 0;
        }
    }
}
