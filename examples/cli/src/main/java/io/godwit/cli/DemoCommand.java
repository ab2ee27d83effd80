package io.godwit.cli;

import io.godwit.cli.demo.Demo;
import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves a made-up shop from an embedded server to this machine: everything is real but the shop. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a small web shop (files behind an embedded SSH server, a SQLite database), and moves it to a local directory",
            "and an embedded PostgreSQL. Needs no Docker and no root, and touches nothing outside its own directory."
        })
final class DemoCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Option(names = "--keep", description = "Keep the servers' files and the moved shop.")
    boolean keep;

    @Override
    public Integer call() throws Exception {
        Console console = common.console();
        console.say("Making a shop, an SSH server that serves it, and an empty PostgreSQL ...");
        try (Demo demo = Demo.prepare(common.state.resolve("demo"), keep)) {
            console.say("  " + Amounts.count(demo.files()) + " files behind " + demo.sourceUrl() + "\n  "
                    + Amounts.count(demo.rows()) + " rows in " + demo.sourceDatabase() + "\n");
            MigrationSpec spec = demo.spec();
            try (Migrator migrator = common.migrator(spec.inlineSecrets(), demo.secrets())) {
                MigrationPlan plan = migrator.plan(spec);
                console.say(plan.toText());
                MigrationReport report;
                try (Interruption interruption = Interruption.of(migrator, plan.session(), console)) {
                    report = migrator.run(plan, new ProgressView(console));
                    interruption.ended();
                }
                int status = RunResult.show(console, migrator, report, common.state);
                if (keep) {
                    console.say("kept: " + demo.directory());
                }
                return status;
            }
        }
    }
}
