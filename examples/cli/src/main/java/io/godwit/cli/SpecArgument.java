package io.godwit.cli;

import io.godwit.core.MigrationSpec;
import io.godwit.spi.Finding;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** The specification that a command is about. */
final class SpecArgument {
    @Parameters(paramLabel = "SPEC", description = "The specification: a YAML or TOML file.")
    Path file;

    /** Loads it, and says what it warns of. */
    MigrationSpec load(Console console, CommonOptions common) {
        MigrationSpec spec = common.loader().load(file);
        for (Finding finding : spec.findings()) {
            console.complain(Findings.line(finding));
        }
        return spec;
    }
}
