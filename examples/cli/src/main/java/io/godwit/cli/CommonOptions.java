package io.godwit.cli;

import io.godwit.core.JournalServer;
import io.godwit.core.Keystore;
import io.godwit.core.Migrator;
import io.godwit.core.MigratorBuilder;
import io.godwit.core.Plugins;
import io.godwit.core.SpecLoader;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "Where sessions are kept (default: ~/.godwit).",
            defaultValue = "${sys:user.home}/.godwit")
    Path state = Path.of(System.getProperty("user.home"), ".godwit");

    @Option(
            names = "--json",
            description = "One JSON document on standard output; everything else goes to standard error.")
    boolean json;

    @Option(
            names = {"-y", "--yes"},
            description = "Ask nothing; take the answer that goes on.")
    boolean yes;

    @Option(
            names = {"-q", "--quiet"},
            description = "Only the result and errors.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Also the log, and the causes of errors.")
    boolean verbose;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "error, warn, info, debug or trace (default: warn; with --verbose: info).")
    LogSetup.Level logLevel;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json (default: text).")
    LogSetup.Format logFormat = LogSetup.Format.TEXT;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "Write the log there instead of to standard error.")
    Path logFile;

    @Option(
            names = "--log-max-size",
            paramLabel = "SIZE",
            description = "Begin a new log file at this size (default: 10MB).",
            defaultValue = "10MB")
    String logMaxSize = "10MB";

    @Option(
            names = "--log-keep",
            paramLabel = "COUNT",
            description = "Keep this many days of log files (default: 14).",
            defaultValue = "14")
    int logKeep = 14;

    @Option(
            names = "--journal",
            paramLabel = "URL",
            description =
                    "Keep sessions on a server instead, for teams: jdbc:postgresql://HOST/DATABASE, jdbc:mysql://...")
    @Nullable
    String journalUrl;

    @Option(
            names = "--journal-user",
            paramLabel = "NAME",
            description = "Who to log in as there (default: you).",
            defaultValue = "${sys:user.name}")
    String journalUser = "";

    @Option(
            names = "--journal-password",
            paramLabel = "REFERENCE",
            description = "Where the password for it is: env:NAME, file:PATH, keystore:ALIAS, ...")
    @Nullable
    String journalPassword;

    private @Nullable Plugins plugins;

    /** Sets the log up; called before anything else of a command. */
    Console console() {
        LogSetup.apply(this);
        return new Console(json, quiet, verbose, yes);
    }

    /** The plugins on the class path and in the state directory; found once. */
    Plugins plugins() {
        Plugins found = plugins;
        if (found == null) {
            found = Plugins.discover(
                    PluginFolder.loader(state.resolve("plugins"), CommonOptions.class.getClassLoader()));
            plugins = found;
        }
        return found;
    }

    /** Reads specifications with all the references to secrets that the plugins know. */
    SpecLoader loader() {
        return SpecLoader.with(plugins());
    }

    /** Whom people may ask, as whoever set this machine up said. */
    static String support() {
        return Objects.requireNonNullElse(System.getenv("GODWIT_SUPPORT"), "");
    }

    Path journal() {
        return state.resolve("journal.db");
    }

    /** The migrator of this state directory, with all plugins. */
    Migrator migrator(SecretResolver... more) {
        return builder(more).build();
    }

    /** The same, to be completed. */
    MigratorBuilder builder(SecretResolver... more) {
        List<SecretResolver> secrets = new ArrayList<>(List.of(more));
        secrets.add(Keystore.in(state));
        MigratorBuilder builder = Migrator.builder();
        if (journalUrl == null) {
            builder.journal(journal());
        } else {
            SecretRef password = journalPassword == null ? null : SecretRef.parse(journalPassword);
            builder.journal(new JournalServer(journalUrl, journalUser, password), state);
        }
        return builder.plugins(plugins())
                .secrets(secrets.toArray(SecretResolver[]::new))
                .support(support());
    }
}
