package io.godwit.cli;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import io.godwit.spi.SecretResolver;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Plans, asks, and runs. */
@Command(name = "run", mixinStandardHelpOptions = true, description = "Plans a migration, asks, and runs it.")
final class RunCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    CommandLine.Model.CommandSpec command;

    @Parameters(paramLabel = "SPEC", arity = "0..1", description = "The specification: a YAML or TOML file.")
    Path file;

    @Option(names = "--session", paramLabel = "SESSION", description = "Run a plan that was kept and approved.")
    String session;

    @Mixin
    StagedOptions staged = new StagedOptions();

    @Mixin
    Metrics metrics = new Metrics();

    @Override
    public Integer call() {
        if ((file == null) == (session == null)) {
            throw new CommandLine.ParameterException(
                    command.commandLine(), "Name a specification, or a session with --session.");
        }
        Console console = common.console();
        return file == null ? runKept(console) : runSpec(console);
    }

    private int runSpec(Console console) {
        MigrationSpec spec = common.loader().load(file);
        for (var finding : spec.findings()) {
            console.complain(Findings.line(finding));
        }
        try (Migrator migrator = metrics.migrator(common.builder(spec.inlineSecrets()))) {
            MigrationPlan plan = migrator.plan(staged.applySource(spec, migrator));
            console.say(plan.toText());
            if (!plan.isRunnable()) {
                if (console.isQuiet()) {
                    console.complain(Findings.lines(plan.findings()));
                }
                console.complain("godwit: the plan has errors and is not run.");
                return 2;
            }
            if (!console.confirm("Run it?")) {
                console.complain("Nothing was done.");
                return 5;
            }
            return run(console, migrator, plan);
        }
    }

    private int runKept(Console console) {
        try (Migrator migrator = metrics.migrator(common.builder(new SecretResolver[0]))) {
            return run(console, migrator, migrator.plan(session));
        }
    }

    private int run(Console console, Migrator migrator, MigrationPlan plan) {
        try (Interruption interruption = Interruption.of(migrator, plan.session(), console)) {
            MigrationReport report = migrator.run(plan, new ProgressView(console));
            interruption.ended();
            return RunResult.show(console, migrator, report, common.state, metrics);
        }
    }
}
