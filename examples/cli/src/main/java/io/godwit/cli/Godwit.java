package io.godwit.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's entry point. */
@Command(
        name = "godwit",
        mixinStandardHelpOptions = true,
        versionProvider = VersionText.class,
        description = "Moves web applications and their databases between servers.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 done, 1 the migration failed, 2 usage or specification error, 3 verification found differences,",
            "4 failed and rolled back, 5 a decision is needed, 130 cancelled."
        },
        subcommands = {
            InspectCommand.class,
            CompareCommand.class,
            PlanCommand.class,
            ApproveCommand.class,
            RunCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            VerifyCommand.class,
            RollbackCommand.class,
            ReportCommand.class,
            DiagnoseCommand.class,
            CleanupCommand.class,
            ListCommand.class,
            OperationsCommand.class,
            SecretCommand.class,
            InitCommand.class,
            CompletionCommand.class,
            DemoCommand.class
        })
public final class Godwit implements Runnable {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    /** Made by the command line itself. */
    Godwit() {}

    /** A command is required. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "A command is required.");
    }

    /**
     * Runs a command and exits with its status.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        if (List.of(args).equals(List.of("--version"))) {
            // asked in loops, and answered without loading anything else
            System.out.println(VersionText.line());
            return;
        }
        System.exit(commandLine().execute(args));
    }

    /** The command line, as tests use it too. */
    static CommandLine commandLine() {
        return new CommandLine(new Godwit())
                .setExecutionStrategy(new CommandLine.RunLast())
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(new UsageReport())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
