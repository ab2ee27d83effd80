package io.godwit.db.postgres;

import io.godwit.relational.ToolHost;
import io.godwit.relational.ToolHost.Program;
import io.godwit.spi.Command;
import io.godwit.spi.Dataset;
import io.godwit.spi.DatasetName;
import io.godwit.spi.DumpTool;
import io.godwit.spi.Location;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PostgreSQL's own programs: {@code pg_dump} writes rows out under our snapshot, {@code psql} reads them in, all in one transaction. The
 * password stands in a file that only our user may read. Immutable.
 */
final class PostgresTools {
    private static final String FORMAT = "pg-copy-script";
    private static final String WHOLE = "PostgreSQL database dump complete";
    private static final Pattern VERSION = Pattern.compile("(\\d+)(?:\\.\\d+)*");
    /** Complaints without rows: {@code psql} is asked for codes alone. */
    private static final Pattern WORDS =
            Pattern.compile("(?m)^(?:psql:\\S*: )?(?:ERROR|FATAL): +\\w{5}$|^psql: error: .{0,300}$");

    private final PostgresSession session;

    PostgresTools(PostgresSession session) {
        this.session = session;
    }

    DumpTool dumpTool(WorkContext context) {
        try (ToolHost tools = tools(context)) {
            return tool(tools, dumper(tools));
        }
    }

    DumpTool restoreTool(WorkContext context) {
        try (ToolHost tools = tools(context)) {
            return tool(tools, tools.find(List.of("psql")));
        }
    }

    private ToolHost tools(WorkContext context) {
        return ToolHost.of(session.address().location(), context);
    }

    private static DumpTool tool(ToolHost tools, Program program) {
        Matcher version = VERSION.matcher(program.says());
        return new DumpTool(
                FORMAT, program.name(), version.find() ? version.group() : program.says(), tools.place(), true);
    }

    private Program dumper(ToolHost tools) {
        Program found = tools.find(List.of("pg_dump"));
        Matcher version = VERSION.matcher(found.says());
        if (!version.find() || Integer.parseInt(version.group(1)) < session.version() / 10_000) {
            throw tools.unfit(
                    found.name(),
                    "dump.tool-too-old",
                    "it says \"" + found.says() + "\", and the server is PostgreSQL " + session.version() / 10_000);
        }
        return found;
    }

    InputStream dump(List<Dataset> datasets, Snapshot snapshot, WorkContext context) {
        ToolHost tools = tools(context);
        boolean started = false;
        try {
            Program program = dumper(tools);
            refuseOthers(tools, program, datasets);
            List<String> argv = new ArrayList<>(List.of(
                    program.path(),
                    "--data-only",
                    "--format=plain",
                    "--encoding=UTF8",
                    "--no-password",
                    "--snapshot=" + snapshot.id()));
            String here = schema();
            for (Dataset dataset : datasets) {
                DatasetName name = dataset.name();
                argv.add("--table="
                        + PostgresSql.name(name.namespace().isEmpty() ? here : name.namespace(), name.name()));
            }
            InputStream dump = tools.dump(withLogin(Command.of(arguments(argv)), tools, "godwit", context), WHOLE);
            started = true;
            return dump;
        } finally {
            if (!started) {
                tools.close();
            }
        }
    }

    private String schema() {
        return session.with(
                "looking where tables are",
                session.address().name(),
                c -> PostgresSession.one(c, "SELECT current_schema()"));
    }

    /** Rows of a partitioned table stand in its parts, which the program takes for tables of their own. */
    private void refuseOthers(ToolHost tools, Program program, List<Dataset> datasets) {
        String here = schema();
        for (Dataset dataset : datasets) {
            DatasetName name = dataset.name();
            String full = PostgresSql.name(name.namespace().isEmpty() ? here : name.namespace(), name.name());
            String kind = session.with(
                    "looking at a table",
                    full,
                    c -> PostgresSession.one(
                            c,
                            "SELECT relkind FROM pg_class WHERE oid = to_regclass(" + PostgresSql.literal(full) + ")"));
            if (!kind.equals("r")) {
                throw tools.unfit(
                        program.name(), "dump.tool-unfit", "rows of " + full + ", which is no ordinary table");
            }
        }
    }

    /** Reads a dump in; it is committed at the end, where the fence still is that of the token. */
    void restore(PostgresArea area, List<Dataset> datasets, InputStream dump, WriteToken token, WorkContext context) {
        area.admit("reading a dump in", token);
        String here = schema();
        Map<String, String> tables = new HashMap<>();
        for (Dataset dataset : datasets) {
            String namespace = dataset.name().namespace();
            String name = dataset.name().name();
            tables.put((namespace.isEmpty() ? here : namespace) + "." + name, area.shadow(dataset.name()));
            if (namespace.isEmpty()) {
                // The source may call the schema that it is in otherwise.
                tables.put(name, area.shadow(dataset.name()));
            }
        }
        try (ToolHost tools = tools(context)) {
            Program program = tools.find(List.of("psql"));
            Command command = withLogin(
                    Command.of(arguments(List.of(
                            program.path(),
                            "--no-psqlrc",
                            "--quiet",
                            "--no-password",
                            "--set=ON_ERROR_STOP=1",
                            "--set=VERBOSITY=sqlstate",
                            "--file=-"))),
                    tools,
                    area.nameOf(token.fence()),
                    context);
            String before = "BEGIN;\nSET LOCAL client_encoding = 'UTF8';\nSET LOCAL statement_timeout = 0;\n";
            String after = "SELECT 1 / CASE WHEN fence = " + token.fence() + " THEN 1 ELSE 0 END AS held FROM "
                    + PostgresSql.name(area.bookSchema(), "fence") + " WHERE id = 1 FOR SHARE \\g /dev/null\nCOMMIT;\n";
            tools.feed(
                    command,
                    before.getBytes(StandardCharsets.UTF_8),
                    new CopyScript(dump, tables),
                    after.getBytes(StandardCharsets.UTF_8),
                    WORDS);
        }
    }

    private List<String> arguments(List<String> argv) {
        PostgresAddress address = session.address();
        List<String> all = new ArrayList<>(argv);
        all.add("--host=" + (address.socket().isEmpty() ? address.host() : address.socket()));
        all.add("--port=" + address.port());
        all.add("--username=" + address.user());
        all.add("--dbname=" + plain(address.database()));
        return all;
    }

    /** A name that would be read as a connection string stands in one. */
    private static String plain(String database) {
        boolean isOdd = database.indexOf('=') >= 0 || database.startsWith("postgres");
        return isOdd ? "dbname='" + database.replace("\\", "\\\\").replace("'", "\\'") + "'" : database;
    }

    private Command withLogin(Command command, ToolHost tools, String name, WorkContext context) {
        PostgresAddress address = session.address();
        Location location = address.location();
        Command with = command.withEnvironment("PGAPPNAME", name)
                .withEnvironment("PGSSLMODE", address.tls().word())
                .withEnvironment("PGCONNECT_TIMEOUT", "15")
                .withEnvironment("PGOPTIONS", "-c timezone=UTC -c datestyle=ISO -c extra_float_digits=3");
        Optional<SecretRef> reference =
                location.secret(Location.PASSWORD).or(() -> location.secret(Location.CREDENTIALS));
        if (reference.isPresent()) {
            with = with.withEnvironment("PGPASSFILE", tools.put(passFile(context, reference.get())));
        }
        Optional<String> authority = location.setting(PostgresAddress.TLS_CA);
        if (authority.isPresent()) {
            with = with.withEnvironment("PGSSLROOTCERT", tools.putFile(authority.get()));
        }
        Optional<String> certificate = location.setting(PostgresAddress.TLS_CERTIFICATE);
        Optional<SecretRef> key = location.secret(PostgresAddress.TLS_KEY);
        if (certificate.isPresent() && key.isPresent()) {
            with = with.withEnvironment("PGSSLCERT", tools.putFile(certificate.get()))
                    .withEnvironment("PGSSLKEY", tools.put(context.connections().secret(key.get())));
        }
        return with;
    }

    private static Secret passFile(WorkContext context, SecretRef reference) {
        try (Secret secret = context.connections().secret(reference)) {
            char[] line = ("*:*:*:*:" + secret.reveal().replace("\\", "\\\\").replace(":", "\\:") + "\n").toCharArray();
            try {
                return Secret.of(line);
            } finally {
                Arrays.fill(line, '\0');
            }
        }
    }
}
