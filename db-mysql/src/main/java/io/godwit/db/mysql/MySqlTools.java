package io.godwit.db.mysql;

import io.godwit.relational.SqlTls;
import io.godwit.relational.ToolHost;
import io.godwit.relational.ToolHost.Program;
import io.godwit.spi.Command;
import io.godwit.spi.Dataset;
import io.godwit.spi.DumpTool;
import io.godwit.spi.Location;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WriteToken;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The programs that come with the servers: {@code mariadb-dump} or {@code mysqldump} writes rows out, {@code mariadb} or {@code mysql} reads
 * them in. How they log in stands in a file that only our user may read. Immutable.
 */
final class MySqlTools {
    private static final String WHOLE = "-- Dump completed";
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final Pattern MARIADB_VERSION = Pattern.compile("(\\d+\\.\\d+\\.\\d+)-MariaDB");
    private static final Pattern MYSQL_VERSION = Pattern.compile("Ver (\\d+\\.\\d+\\.\\d+)");
    /** The number of an error without its words, which may quote a row. */
    private static final Pattern ERROR = Pattern.compile("(?m)^ERROR \\d+ \\(\\w+\\)(?: at line \\d+)?");

    private final MySqlSession session;
    private final boolean isMariaDb;

    MySqlTools(MySqlSession session) {
        this.session = session;
        this.isMariaDb = session.server().isMariaDb();
    }

    DumpTool dumpTool(WorkContext context) {
        try (ToolHost tools = tools(context)) {
            return tool(tools, dumper(tools));
        }
    }

    DumpTool restoreTool(WorkContext context) {
        try (ToolHost tools = tools(context)) {
            return tool(tools, client(tools));
        }
    }

    private ToolHost tools(WorkContext context) {
        return ToolHost.of(session.address().location(), context);
    }

    private DumpTool tool(ToolHost tools, Program program) {
        return new DumpTool(
                isMariaDb ? "mariadb-sql" : "mysql-sql", program.name(), version(program.says()), tools.place(), false);
    }

    private Program dumper(ToolHost tools) {
        Program found = fit(tools, isMariaDb ? List.of("mariadb-dump", "mysqldump") : List.of("mysqldump"));
        Matcher numbers = VERSION.matcher(version(found.says()));
        int version = numbers.find()
                ? Integer.parseInt(numbers.group(1)) * 10_000 + Integer.parseInt(numbers.group(2)) * 100
                : 0;
        if (version < session.server().version() / 100 * 100) {
            throw tools.unfit(
                    found.name(),
                    "dump.tool-too-old",
                    "it is of version " + version(found.says()) + ", and the server is "
                            + session.server().full());
        }
        return found;
    }

    private Program client(ToolHost tools) {
        return fit(tools, isMariaDb ? List.of("mariadb", "mysql") : List.of("mysql"));
    }

    private Program fit(ToolHost tools, List<String> names) {
        MySqlAddress.Tls tls = session.address().tls();
        Program found = tools.find(names);
        if (MARIADB_VERSION.matcher(found.says()).find() != isMariaDb) {
            throw tools.unfit(
                    found.name(),
                    "dump.tool-unfit",
                    "it says \"" + found.says() + "\", and the server is "
                            + session.server().product());
        }
        if (isMariaDb && (tls == MySqlAddress.Tls.REQUIRE || tls == MySqlAddress.Tls.VERIFY_CA)) {
            throw tools.unfit(
                    found.name(),
                    "dump.tool-unfit",
                    "it cannot be held to tls.mode " + tls.word() + ", only to verify-full");
        }
        return found;
    }

    private static String version(String says) {
        for (Pattern pattern : List.of(MARIADB_VERSION, MYSQL_VERSION)) {
            Matcher found = pattern.matcher(says);
            if (found.find()) {
                return found.group(1);
            }
        }
        return says;
    }

    InputStream dump(List<Dataset> datasets, WorkContext context) {
        ToolHost tools = tools(context);
        boolean started = false;
        try {
            Program program = dumper(tools);
            List<String> argv = new ArrayList<>();
            argv.add(program.path());
            argv.add("--defaults-file=" + tools.put(login(tools, context)));
            argv.addAll(List.of(
                    "--default-character-set=utf8mb4",
                    "--single-transaction",
                    "--quick",
                    "--no-create-info",
                    "--complete-insert",
                    "--extended-insert",
                    "--hex-blob",
                    "--no-autocommit",
                    "--no-tablespaces",
                    "--skip-triggers",
                    "--skip-add-locks",
                    "--skip-disable-keys",
                    "--skip-lock-tables",
                    "--skip-dump-date",
                    "--max-allowed-packet=1G"));
            if (!isMariaDb) {
                argv.addAll(List.of("--set-gtid-purged=OFF", "--column-statistics=0"));
            }
            argv.add("--");
            argv.add(session.address().database());
            datasets.forEach(dataset -> argv.add(dataset.name().name()));
            InputStream dump = tools.dump(Command.of(argv), WHOLE);
            started = true;
            return dump;
        } finally {
            if (!started) {
                tools.close();
            }
        }
    }

    /** Reads a dump in, as one who defines things in the area: whoever raises the fence ends that connection. */
    void restore(MySqlArea area, InputStream dump, WriteToken token, WorkContext context) {
        area.admit("reading a dump in", token);
        try (ToolHost tools = tools(context)) {
            Program program = client(tools);
            Command command = Command.of(
                    program.path(),
                    "--defaults-file=" + tools.put(login(tools, context)),
                    "--default-character-set=utf8mb4",
                    "--batch",
                    "--binary-mode",
                    "--skip-reconnect",
                    "--max-allowed-packet=1G",
                    "--database=" + area.area().name());
            byte[] before = (area.heldBy(token) + "\n").getBytes(StandardCharsets.UTF_8);
            byte[] after = "\nCOMMIT;\n".getBytes(StandardCharsets.UTF_8);
            InputStream rows = isComputed(area) ? dump : new StrictDump(dump);
            tools.feed(command, before, rows, after, ERROR);
        }
    }

    /** The programs write the values of computed columns out, which only a lenient server passes over. */
    private boolean isComputed(MySqlArea area) {
        String query = "SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = "
                + MySqlSql.literal(area.area().name()) + " AND COALESCE(GENERATION_EXPRESSION, '') <> ''";
        return !session.with("looking for computed columns", c -> MySqlSession.one(c, query))
                .equals("0");
    }

    /** What the programs read before anything else. */
    private Secret login(ToolHost tools, WorkContext context) {
        MySqlAddress address = session.address();
        StringBuilder text = new StringBuilder("[client]\n");
        option(text, "user", address.user());
        if (address.socket().isEmpty()) {
            option(text, "protocol", "tcp");
            option(text, "host", address.host());
            option(text, "port", Integer.toString(address.port()));
        } else {
            option(text, "socket", address.socket());
        }
        tls(text, tools, context);
        Location location = address.location();
        Optional<SecretRef> reference =
                location.secret(Location.PASSWORD).or(() -> location.secret(Location.CREDENTIALS));
        if (reference.isPresent()) {
            try (Secret secret = context.connections().secret(reference.get())) {
                option(text, "password", secret.reveal());
            }
        }
        char[] chars = new char[text.length()];
        text.getChars(0, chars.length, chars, 0);
        try {
            return Secret.of(chars);
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    private void tls(StringBuilder text, ToolHost tools, WorkContext context) {
        MySqlAddress address = session.address();
        if (isMariaDb) {
            switch (address.tls()) {
                case DISABLE -> text.append("skip-ssl\n");
                case VERIFY_FULL -> text.append("ssl\nssl-verify-server-cert\n");
                case PREFER, REQUIRE, VERIFY_CA -> {
                    // Prefer is what they do unasked; the others are refused.
                }
            }
        } else {
            option(
                    text,
                    "ssl-mode",
                    switch (address.tls()) {
                        case DISABLE -> "DISABLED";
                        case PREFER -> "PREFERRED";
                        case REQUIRE -> "REQUIRED";
                        case VERIFY_CA -> "VERIFY_CA";
                        case VERIFY_FULL -> "VERIFY_IDENTITY";
                    });
        }
        Location location = address.location();
        location.setting(SqlTls.TLS_CA).ifPresent(file -> option(text, "ssl-ca", tools.putFile(file)));
        location.setting(SqlTls.TLS_CERTIFICATE).ifPresent(file -> option(text, "ssl-cert", tools.putFile(file)));
        location.secret(SqlTls.TLS_KEY)
                .ifPresent(key ->
                        option(text, "ssl-key", tools.put(context.connections().secret(key))));
    }

    /** As the programs read values: in quotes, with a backslash in front of what would end or change them. */
    static void option(StringBuilder text, String name, String value) {
        text.append(name).append(" = \"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '"' -> text.append("\\\"");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> text.append(c);
            }
        }
        text.append("\"\n");
    }

    @Override
    public String toString() {
        return "MySqlTools[" + session.server().product().toLowerCase(Locale.ROOT) + "]";
    }
}
