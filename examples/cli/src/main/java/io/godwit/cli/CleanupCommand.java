package io.godwit.cli;

import io.godwit.core.BackupInfo;
import io.godwit.core.CleanupReport;
import io.godwit.core.Migrator;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Removes what nobody needs any more. */
@Command(
        name = "cleanup",
        mixinStandardHelpOptions = true,
        description =
                "Removes what sessions that were undone, or died, left behind; with a session's name, what that one"
                        + " keeps for a rollback.")
final class CleanupCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(
            paramLabel = "SESSION",
            arity = "0..1",
            description = "Give up what this session keeps of the destination as it was; it cannot be rolled back"
                    + " afterwards.")
    String session;

    @Mixin
    SecretsAgain again = new SecretsAgain();

    @Override
    public Integer call() {
        Console console = common.console();
        try (Migrator migrator = common.migrator(again.secrets(common))) {
            if (session != null && !mayGiveUp(console, migrator)) {
                console.complain("Nothing was removed.");
                return 5;
            }
            CleanupReport report = session == null ? migrator.cleanup() : migrator.cleanup(session);
            if (console.isJson()) {
                console.document(Json.write(Map.of("removed", report.removed(), "kept", Json.findings(report.kept()))));
                return 0;
            }
            report.removed().forEach(removed -> console.say("removed " + removed));
            console.result(Findings.lines(report.kept()));
            console.say(report.removed().isEmpty() && report.kept().isEmpty() ? "There is nothing to clean up." : "");
            return 0;
        }
    }

    private static String described(BackupInfo backup) {
        String what = switch (backup.kind()) {
            case PRE_IMAGES -> "former files";
            case FORMER_TABLES -> "former tables";
            case CAPSULE -> "things in a backup";
        };
        return "keeps " + Amounts.count(backup.items()) + " " + what + " at " + backup.location();
    }

    private boolean mayGiveUp(Console console, Migrator migrator) {
        migrator.session(session).backups().stream()
                .filter(backup -> backup.removedAt() == null && backup.kind() != BackupInfo.Kind.CAPSULE)
                .forEach(backup -> console.say(described(backup)));
        return console.confirm("Give that up? The session cannot be rolled back afterwards.");
    }
}
