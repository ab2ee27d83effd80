package io.godwit.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
            "Exit status: 0 done, 1 the migration failed, 2 usage or specification error, 3 verification found"
                    + " differences,",
            "4 failed and rolled back, 5 a decision is needed, 130 cancelled.",
            "Options that every command takes may also stand before it: godwit --state DIR list."
        })
public final class Godwit implements Runnable {
    private static final Map<String, Class<?>> COMMANDS = commands();

    @CommandLine.Spec
    CommandLine.Model.CommandSpec spec;

    /** Made by the command line itself. */
    Godwit() {}

    /** By name, in the order in which they are listed. */
    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("inspect", InspectCommand.class);
        commands.put("compare", CompareCommand.class);
        commands.put("stage", StageCommand.class);
        commands.put("capsule", CapsuleCommand.class);
        commands.put("plan", PlanCommand.class);
        commands.put("approve", ApproveCommand.class);
        commands.put("run", RunCommand.class);
        commands.put("resume", ResumeCommand.class);
        commands.put("cancel", CancelCommand.class);
        commands.put("verify", VerifyCommand.class);
        commands.put("rollback", RollbackCommand.class);
        commands.put("report", ReportCommand.class);
        commands.put("diagnose", DiagnoseCommand.class);
        commands.put("cleanup", CleanupCommand.class);
        commands.put("list", ListCommand.class);
        commands.put("operations", OperationsCommand.class);
        commands.put("secret", SecretCommand.class);
        commands.put("audit", AuditCommand.class);
        commands.put("init", InitCommand.class);
        commands.put("completion", CompletionCommand.class);
        commands.put("demo", DemoCommand.class);
        return commands;
    }

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
        System.exit(execute(args));
    }

    /** Runs a command, and gives its status. */
    static int execute(String... args) {
        String[] arranged = arranged(args);
        return commandLine(arranged).execute(arranged);
    }

    /** Options that every command takes, behind the command. */
    static String[] arranged(String... args) {
        Map<String, Set<String>> names = new LinkedHashMap<>();
        COMMANDS.forEach((name, type) -> names.put(
                name,
                Stream.of(type.getAnnotation(Command.class).subcommands())
                        .map(sub -> sub.getAnnotation(Command.class).name())
                        .collect(Collectors.toUnmodifiableSet())));
        return Arguments.arranged(args, names);
    }

    /** The command line for some arguments, as tests use it too: where they name a command, it knows only that one, as each costs time. */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Godwit());
        Class<?> only = args.length == 0 ? null : COMMANDS.get(args[0]);
        if (only != null) {
            line.addSubcommand(only);
        } else {
            COMMANDS.values().forEach(line::addSubcommand);
        }
        return line.setExecutionStrategy(new CommandLine.RunLast())
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(new UsageReport())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
