package io.godwit.cli;

import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import io.godwit.spi.Finding;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks the installation and, where one is named, a specification. */
@Command(
        name = "diagnose",
        mixinStandardHelpOptions = true,
        description = "Checks this installation and, with a specification, whether both sides can be reached and fit"
                + " together.")
final class DiagnoseCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "SPEC", arity = "0..1", description = "A specification to check.")
    Path file;

    @Override
    public Integer call() {
        Console console = common.console();
        MigrationSpec spec = file == null ? null : common.loader().load(file);
        try (Migrator migrator = spec == null ? common.migrator() : common.migrator(spec.inlineSecrets())) {
            Map<String, String> facts = facts(migrator);
            List<Finding> findings = spec == null ? List.of() : migrator.validate(spec);
            if (console.isJson()) {
                console.document(Json.write(Map.of("facts", facts, "findings", Json.findings(findings))));
            } else {
                facts.forEach((name, value) -> console.result(name + ": " + value));
                console.result(Findings.lines(findings));
                console.say(spec == null || Findings.hasErrors(findings) ? "" : "Nothing stands in the way.");
            }
            return Findings.hasErrors(findings) ? 2 : 0;
        }
    }

    private Map<String, String> facts(Migrator migrator) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("version", VersionText.line());
        facts.put("java", System.getProperty("java.version") + ", " + System.getProperty("java.vendor"));
        facts.put(
                "system",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        facts.put(
                "names",
                System.getProperty("sun.jnu.encoding") + " (file names), " + java.nio.charset.Charset.defaultCharset());
        facts.put(
                "memory",
                Amounts.bytes(Runtime.getRuntime().maxMemory()) + " heap, "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        facts.put("state", common.state.toString());
        facts.put("sessions", Integer.toString(migrator.sessions().size()));
        facts.put("plugins", Integer.toString(migrator.plugins().describe().size()));
        return facts;
    }
}
