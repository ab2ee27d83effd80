package io.godwit.cli;

import io.godwit.core.Keystore;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Keeps secrets in an encrypted keystore, for {@code keystore:ALIAS} in specifications. */
@Command(
        name = "secret",
        mixinStandardHelpOptions = true,
        description =
                "Keeps secrets encrypted below the state directory; a specification names them as keystore:ALIAS.",
        subcommands = {SecretCommand.Set.class, SecretCommand.Remove.class, SecretCommand.Aliases.class})
final class SecretCommand implements Runnable {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "Say set, remove or list.");
    }

    /** Stores a secret. */
    @Command(
            name = "set",
            mixinStandardHelpOptions = true,
            description =
                    "Stores a secret, asked for on the terminal or read from standard input; never given as an argument.")
    static final class Set implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "ALIAS", description = "What to call it.")
        String alias = "";

        @Override
        public Integer call() throws IOException {
            Console console = common.console();
            char[] value = read();
            try (Secret secret = Secret.of(value)) {
                Keystore.in(common.state).set(alias, secret);
            } finally {
                Arrays.fill(value, '\0');
            }
            console.say("Stored. Name it as keystore:" + alias);
            return 0;
        }

        private char[] read() throws IOException {
            java.io.Console terminal = Terminals.terminal();
            if (terminal != null) {
                char[] typed = terminal.readPassword("Secret for %s: ", alias);
                if (typed == null || typed.length == 0) {
                    throw noSecret();
                }
                return typed;
            }
            byte[] piped = System.in.readAllBytes();
            char[] text = new String(piped, java.nio.charset.StandardCharsets.UTF_8)
                    .stripTrailing()
                    .toCharArray();
            Arrays.fill(piped, (byte) 0);
            if (text.length == 0) {
                throw noSecret();
            }
            return text;
        }

        private MigrationException noSecret() {
            return MigrationException.of(
                            ErrorCategory.CONFIGURATION, "secret.empty", "no secret was given for \"" + alias + "\"")
                    .subject(alias)
                    .remedy("Type it when asked, or pipe it in: printf %s \"$VALUE\" | godwit secret set " + alias)
                    .build();
        }
    }

    /** Forgets a secret. */
    @Command(name = "remove", mixinStandardHelpOptions = true, description = "Forgets a secret.")
    static final class Remove implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "ALIAS", description = "What it is called.")
        String alias = "";

        @Override
        public Integer call() {
            Console console = common.console();
            boolean removed = Keystore.in(common.state).remove(alias);
            console.say(removed ? "Removed." : "There is no secret called " + alias + ".");
            return removed ? 0 : 2;
        }
    }

    /** Lists what there is. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists what the secrets are called.")
    static final class Aliases implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Override
        public Integer call() {
            Console console = common.console();
            List<String> aliases = Keystore.in(common.state).aliases();
            if (console.isJson()) {
                console.document(Json.write(aliases));
            } else {
                aliases.forEach(console::result);
            }
            return 0;
        }
    }
}
