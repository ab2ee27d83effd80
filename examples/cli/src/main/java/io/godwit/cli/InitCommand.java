package io.godwit.cli;

import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import io.godwit.core.SpecLoader;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks for a specification and writes it. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        description = "Asks what is to be moved where, checks the answers, and writes a specification.")
final class InitCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to write it (default: migration.yaml).")
    Path file = Path.of("migration.yaml");

    @Override
    public Integer call() throws IOException {
        Console console = common.console();
        if (Files.exists(file) && !console.confirm("\"" + file + "\" is there already. Replace it?")) {
            return 2;
        }
        Questions questions =
                new Questions(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), console);
        SpecDraft draft = new SpecDraft();
        draft.ask(questions);
        while (!isAccepted(console, draft)) {
            if (!questions.agrees("Answer again? Your answers so far are offered.", true)) {
                break;
            }
            draft.ask(questions);
        }
        Files.writeString(file, draft.yaml());
        console.say("Wrote " + file + ". Look at the plan with: godwit plan " + file);
        return 0;
    }

    private boolean isAccepted(Console console, SpecDraft draft) {
        try {
            MigrationSpec spec = common.loader().read(draft.yaml(), SpecLoader.Format.YAML, file.toString());
            try (Migrator migrator = common.migrator(spec.inlineSecrets())) {
                List<Finding> findings = migrator.validate(spec);
                console.result(Findings.lines(findings));
                return !Findings.hasErrors(findings);
            }
        } catch (MigrationException e) {
            console.complain(FailureReport.text(e));
            return false;
        }
    }
}
