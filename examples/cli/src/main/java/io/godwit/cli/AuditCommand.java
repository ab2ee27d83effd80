package io.godwit.cli;

import io.godwit.core.AuditEntry;
import io.godwit.core.AuditHead;
import io.godwit.core.Migrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows and checks the trail of who did what. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Shows who did what, and checks that the record of it was not changed.",
        subcommands = {AuditCommand.Show.class, AuditCommand.Head.class, AuditCommand.Verify.class})
final class AuditCommand implements Runnable {
    @CommandLine.Spec
    CommandLine.Model.CommandSpec command;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(command.commandLine(), "Say list, head or verify.");
    }

    /** Shows the trail. */
    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows who did what, the oldest first.")
    static final class Show implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Parameters(paramLabel = "SESSION", arity = "0..1", description = "Only what concerns this session.")
        String session = "";

        @Override
        public Integer call() {
            Console console = common.console();
            try (Migrator migrator = common.migrator()) {
                List<AuditEntry> entries = migrator.audit(session);
                if (console.isJson()) {
                    console.document(Json.write(entries.stream().map(Show::json).toList()));
                } else {
                    entries.forEach(entry -> console.result(String.format(
                            "%6d  %s  %-20s  %-16s  %s  %s",
                            entry.number(),
                            entry.at(),
                            entry.actor(),
                            entry.action(),
                            entry.session(),
                            entry.detail())));
                }
            }
            return 0;
        }

        private static Map<String, Object> json(AuditEntry entry) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("number", entry.number());
            json.put("at", entry.at().toString());
            json.put("session", entry.session());
            json.put("actor", entry.actor());
            json.put("action", entry.action());
            json.put("detail", entry.detail());
            json.put("hash", entry.hash());
            return json;
        }
    }

    /** Gives the head. */
    @Command(
            name = "head",
            mixinStandardHelpOptions = true,
            description =
                    "Prints the head of the trail, a line to be kept on another machine: with it, \"audit verify\""
                            + " also notices that the end was cut off or everything was written anew.")
    static final class Head implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Override
        public Integer call() {
            Console console = common.console();
            try (Migrator migrator = common.migrator()) {
                AuditHead head = migrator.auditHead();
                if (console.isJson()) {
                    console.document(Json.write(Map.of("number", head.number(), "hash", head.hash())));
                } else {
                    console.result(head.toString());
                }
            }
            return 0;
        }
    }

    /** Checks the trail. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks every entry of the trail against the one before.")
    static final class Verify implements Callable<Integer> {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Option(
                names = "--heads",
                paramLabel = "FILE",
                description =
                        "A file with heads that \"audit head\" printed earlier, one a line; each must still be part"
                                + " of the trail.")
        Path heads;

        @Override
        public Integer call() {
            Console console = common.console();
            List<AuditHead> known = heads == null ? List.of() : read(heads);
            try (Migrator migrator = common.migrator()) {
                AuditHead head = migrator.verifyAudit(known);
                if (console.isJson()) {
                    console.document(
                            Json.write(Map.of("number", head.number(), "hash", head.hash(), "heads", known.size())));
                } else {
                    console.result("The trail is whole up to " + head
                            + (known.isEmpty() ? "" : "; known heads that are part of it: " + known.size()));
                }
            }
            return 0;
        }

        private static List<AuditHead> read(Path file) {
            try {
                List<AuditHead> heads = new ArrayList<>();
                for (String line : Files.readAllLines(file)) {
                    if (!line.isBlank()) {
                        heads.add(AuditHead.parse(line.strip()));
                    }
                }
                return heads;
            } catch (IOException e) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "journal.audit-bad-head",
                                "\"" + file + "\" cannot be read: "
                                        + e.getClass().getSimpleName())
                        .subject(file.toString())
                        .remedy("Give a file that holds heads as \"godwit audit head\" prints them, one a line.")
                        .cause(e)
                        .build();
            }
        }
    }
}
