package io.godwit.cli;

import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Notes that a person approved a plan. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Approves a plan that was kept with plan --save.")
final class ApproveCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SessionArgument session = new SessionArgument();

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who approves (default: the user's name).",
            defaultValue = "${sys:user.name}")
    String by = System.getProperty("user.name");

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = common.migrator()) {
            console.say(migrator.plan(session.id).toText());
            if (!console.confirm("Approve this plan?")) {
                return 5;
            }
            migrator.approve(session.id, by);
            console.say("Approved. Run it with: godwit run --session " + session.id);
            return 0;
        }
    }
}
