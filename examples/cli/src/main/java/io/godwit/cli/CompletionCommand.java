package io.godwit.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Writes the script that completes commands in a shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = {"Prints a script that completes commands in bash and zsh:", "  source <(godwit completion)"})
final class CompletionCommand implements Callable<Integer> {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec command;

    @Override
    public Integer call() {
        command.commandLine().getOut().print(AutoComplete.bash("godwit", Godwit.commandLine()));
        command.commandLine().getOut().flush();
        return 0;
    }
}
