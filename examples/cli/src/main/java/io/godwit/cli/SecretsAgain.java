package io.godwit.cli;

import io.godwit.spi.SecretResolver;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The specification of a session once more, for the secrets that it held in plain text. */
final class SecretsAgain {
    @Option(
            names = "--spec",
            paramLabel = "SPEC",
            description = "The specification again, where it held passwords in plain text: those are not kept.")
    Path spec;

    SecretResolver[] secrets(CommonOptions common) {
        return spec == null
                ? new SecretResolver[0]
                : new SecretResolver[] {common.loader().load(spec).inlineSecrets()};
    }
}
