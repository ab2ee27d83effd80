package io.godwit.adapter.asterisk;

import io.godwit.spi.CommandResult;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.Secret;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import java.nio.charset.StandardCharsets;

/**
 * Writes entries into the database of a running Asterisk, which asks the file at every access. All entries appear at once. The former ones are kept in a file beside it
 * until they are put back.
 */
final class AstDbStep implements Step {
    private static final int ATTEMPTS = 10;

    private final Location source;
    private final String from;
    private final Location destination;
    private final String to;

    AstDbStep(Location source, String from, Location destination, String to) {
        this.source = source;
        this.from = from;
        this.destination = destination;
        this.to = to;
    }

    @Override
    public Outline outline(StepContext context) {
        return Outline.of("writes entries into " + to + " at " + destination, "puts the former entries back");
    }

    @Override
    public void run(StepContext context) {
        AstDb entries;
        try (Pbx old = Pbx.at(source, context)) {
            entries = old.astdb(from)
                    .orElseGet(() -> new AstDb(new java.util.TreeMap<>()))
                    .portable();
        }
        try (Pbx pbx = Pbx.at(destination, context)) {
            if (context.checkpoint().isEmpty()) {
                pbx.run("sqlite3", "-cmd", ".timeout 20000", to, ".backup '" + quoted(kept(context)) + "'")
                        .orThrow();
                pbx.run("chmod", "600", "--", kept(context)).orThrow();
                context.checkpoint("{\"kept\":true}");
            }
            StringBuilder sql = new StringBuilder("BEGIN IMMEDIATE;\n");
            entries.entries()
                    .forEach((key, value) -> sql.append("INSERT OR REPLACE INTO astdb(key, value) VALUES (CAST(")
                            .append(literal(key))
                            .append(" AS TEXT), CAST(")
                            .append(literal(value))
                            .append(" AS TEXT));\n"));
            execute(pbx, sql.append("COMMIT;\n").toString());
            context.log("Took over " + entries.entries().size() + " entries");
        }
    }

    @Override
    public void undo(StepContext context) {
        if (context.checkpoint().isEmpty()) {
            return; // nothing was changed yet
        }
        try (Pbx pbx = Pbx.at(destination, context)) {
            if (pbx.run("test", "-f", kept(context)).isSuccess()) {
                execute(
                        pbx,
                        "ATTACH '" + quoted(kept(context)) + "' AS kept;\nBEGIN IMMEDIATE;\nDELETE FROM astdb;\n"
                                + "INSERT INTO astdb(key, value) SELECT key, value FROM kept.astdb;\nCOMMIT;\n");
                pbx.run("rm", "-f", "--", kept(context)).orThrow();
            }
        }
    }

    private String kept(StepContext context) {
        return to + ".godwit-" + context.token().session();
    }

    private static String quoted(String text) {
        return text.replace("'", "''");
    }

    /** As hexadecimal digits: nothing in a key or value can end it. */
    private static String literal(String text) {
        return "x'" + java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)) + "'";
    }

    /**
     * Runs statements as one. Entries may be anybody's numbers: they reach the program in a file that nobody else may read. A running Asterisk holds on to what it has read until it
     * commits next, which deleting any entry brings about.
     */
    private void execute(Pbx pbx, String sql) {
        try (Secret secret = Secret.of(sql.getBytes(StandardCharsets.UTF_8));
                Host.SecretFile file = pbx.place(secret)) {
            for (int attempt = 1; ; attempt++) {
                pbx.ask("database del godwit nothing");
                CommandResult result = pbx.runSqlite(to, file.path());
                if (result.isSuccess()
                        || attempt == ATTEMPTS
                        || !result.stderr().contains("locked")) {
                    result.orThrow();
                    return;
                }
            }
        }
    }
}
