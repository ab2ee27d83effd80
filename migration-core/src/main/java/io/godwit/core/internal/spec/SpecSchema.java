package io.godwit.core.internal.spec;

import io.godwit.core.TransferSpec;
import io.godwit.core.internal.spec.Shape.Either;
import io.godwit.core.internal.spec.Shape.Form;
import io.godwit.core.internal.spec.Shape.Many;
import io.godwit.core.internal.spec.Shape.Named;
import io.godwit.core.internal.spec.Shape.Nested;
import io.godwit.core.internal.spec.Shape.Table;
import io.godwit.core.internal.spec.Shape.Value;
import io.godwit.spi.Location;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The keys of a specification, from which the loader works and from which docs/spec.schema.json is made. */
public final class SpecSchema {
    /** Secrets that stand under {@code authentication} by their own names. */
    public static final Set<String> LOGIN_SECRETS =
            Set.of(Location.PASSWORD, Location.PRIVATE_KEY, Location.PASSPHRASE, Location.CREDENTIALS);
    /** Settings that stand under {@code tls}. */
    public static final Set<String> TLS_SETTINGS = Set.of("tls.mode", "tls.ca", "tls.certificate");

    private static final Value TEXT = form(Form.TEXT);
    private static final Value URL = form(Form.URL);
    private static final Value HOST = form(Form.HOST);
    private static final Value SECRET = form(Form.SECRET);
    private static final Value FLAG = form(Form.BOOLEAN);
    private static final Value PORT = number(1, 65535);
    private static final Shape TEXTS = new Many(TEXT);
    private static final Table SETTINGS = new Table(List.of(), form(Form.ANY));
    private static final Table SECRETS = new Table(List.of(), SECRET);

    private static final Table LOGIN_KEYS = new Table(
            List.of(
                    key("username", TEXT, "Who to log in as, where the url does not say it."),
                    key("password", SECRET, "The login password."),
                    key("private_key", SECRET, "The SSH private key."),
                    key("passphrase", SECRET, "What opens the private key."),
                    key(
                            "credentials",
                            SECRET,
                            "The one secret it takes: to SSH a private key or password, to an object store its keys."),
                    key("known_hosts", form(Form.FILE), "The file of known hosts; else the user's own."),
                    key(
                            "host_key",
                            form(Form.FINGERPRINT),
                            "The fingerprint of the host's key, as ssh-keygen -l prints it."),
                    key("agent", FLAG, "Whether keys of the user's SSH agent are presented."),
                    key("secrets", SECRETS, "What else a plugin wants presented, by the name that it gives it.")),
            null);

    private static final Nested AUTHENTICATION = new Nested("authentication", () -> LOGIN_KEYS);

    private static final Nested PLACE = new Nested("place", SpecSchema::place);

    private static final Table PLACE_KEYS = new Table(
            List.of(
                    key("url", URL, "Where to stand first, for instance ssh://me@bastion.example.com."),
                    key("authentication", AUTHENTICATION, "How to get in there."),
                    key("become", TEXT, "The user to become there."),
                    key("via", PLACE, "Through what that place is reached."),
                    key("settings", SETTINGS, "What only the plugin of its scheme understands.")),
            null);

    private static final Table DATABASE_KEYS = new Table(
            List.of(
                    key("url", URL, "Where it is, for instance mysql://shop@127.0.0.1:3306/shop."),
                    key(
                            "type",
                            form(Form.TYPE),
                            "Of what kind it is, where there is no url: mysql, mariadb, postgres, sqlite, mongodb,"
                                    + " aurora-mysql, ..."),
                    key("host", HOST, "On which host it is, where there is no url."),
                    key("port", PORT, "On which port it listens, where there is no url."),
                    key("name", TEXT, "What it is called, where there is no url."),
                    key("user", TEXT, "Who to log in as, where the url does not say it."),
                    key("password", SECRET, "The password."),
                    key(
                            "via",
                            new Either(form(Form.VIA), PLACE_KEYS),
                            "Through what it is reached: ssh for the site's own host, none for this machine, or a"
                                    + " place."),
                    key(
                            "tls",
                            new Table(
                                    List.of(
                                            key(
                                                    "mode",
                                                    words(
                                                            "disable", "",
                                                            "prefer", "",
                                                            "require", "",
                                                            "verify-ca", "",
                                                            "verify-full", ""),
                                                    "How much encryption and proof of the server is asked for."),
                                            key("ca", form(Form.FILE), "The certificates of the authorities to trust."),
                                            key("certificate", form(Form.FILE), "Our own certificate."),
                                            key("key", SECRET, "The private key of our own certificate.")),
                                    null),
                            "How the connection is encrypted."),
                    key("include", TEXTS, "Datasets (tables, collections) to take; else all."),
                    key("exclude", TEXTS, "Datasets to leave out."),
                    key(
                            "mask",
                            new Table(
                                    List.of(),
                                    words(
                                            "null", "",
                                            "hash", "",
                                            "keep-format", "",
                                            "fake-name", "",
                                            "fake-email", "",
                                            "fake-phone", "",
                                            "fake-text", "")),
                            "Columns (table.column) whose values are hidden on their way, and how."),
                    key(
                            "where",
                            new Table(List.of(), form(Form.CONDITION)),
                            "Tables of which only some rows are taken, with the condition in the words of the source."),
                    key(
                            "rename",
                            new Table(List.of(), form(Form.TABLE)),
                            "Tables that get another name, or schemas (old.*), with the new one (new.*)."),
                    key(
                            "types",
                            new Table(List.of(), form(Form.COLUMN_TYPE)),
                            "Columns (table.column) that get another type, for instance decimal(12,2)."),
                    key(
                            "transform",
                            new Table(List.of(), form(Form.FUNCTION)),
                            "Columns (table.column) whose values are changed on their way, and by which function."),
                    key("secrets", SECRETS, "What else a plugin wants presented, by the name that it gives it."),
                    key("settings", SETTINGS, "What only the plugin of its scheme understands.")),
            null);

    private static final Nested DATABASE = new Nested("database", () -> new Either(URL, DATABASE_KEYS));

    private static final Table CLOUD = new Table(
            List.of(
                    key("provider", form(Form.TYPE), "Whose cloud it is: aws, gcp or azure."),
                    key("region", TEXT, "The region."),
                    key("bucket", form(Form.BUCKET), "The bucket or container."),
                    key("endpoint", URL, "The address of the service, where it is not the provider's own."),
                    key("profile", TEXT, "The profile of the provider's own configuration files."),
                    key("storage_class", TEXT, "The storage class of what is written, in the provider's words."),
                    key(
                            "encryption",
                            TEXT,
                            "How what is written is encrypted: a kind (S3), key (Google) or scope (Azure)."),
                    key("credentials", SECRET, "The credentials; else the provider's own search order.")),
            null);

    private static final Table PANEL = new Table(
            List.of(
                    key("type", form(Form.TYPE), "Which panel: cpanel, directadmin or plesk."),
                    key("username", TEXT, "Who to log in as."),
                    key("api_token", SECRET, "The token of the panel's programming interface."),
                    key("password", SECRET, "The password, for panels without tokens."),
                    key("port", PORT, "The panel's port."),
                    key(
                            "fingerprint",
                            form(Form.FINGERPRINT),
                            "The certificate to accept where no authority vouches for it.")),
            null);

    private static final Table ACCOUNT = new Table(
            List.of(
                    key("domain", TEXT, "Its main domain."),
                    key("username", TEXT, "Its name at the panel."),
                    key("databases", TEXTS, "Names of its databases; else all.")),
            null);

    private static final Table SITE_KEYS = new Table(
            List.of(
                    key(
                            "type",
                            form(Form.TYPE),
                            "The platform (wordpress, cpanel, asterisk, ...) or object store (aws-s3, ...); none for"
                                    + " plain files and databases."),
                    key("url", URL, "Where its files are, for instance ssh://deploy@old.example.com:22/var/www/shop."),
                    key("host", HOST, "On which host it is, where there is no url."),
                    key("port", PORT, "The SSH port of that host, where there is no url."),
                    key(
                            "paths",
                            new Table(
                                    List.of(key("root", TEXT, "The root of its files, where there is no url.")), TEXT),
                            "Where things are on that host."),
                    key("authentication", AUTHENTICATION, "How to get in."),
                    key("become", TEXT, "The user to become after logging in."),
                    key("via", PLACE, "Through what it is reached, for instance a jump host."),
                    key("database", DATABASE, "Its database."),
                    key(
                            "databases",
                            new Many(DATABASE),
                            "Its databases, where there are several; they go over in this order."),
                    key("db_type", form(Form.TYPE), "Short for database.type."),
                    key("db_host", HOST, "Short for database.host; else the host of the site."),
                    key("db_port", PORT, "Short for database.port."),
                    key("db_name", TEXT, "Short for database.name."),
                    key("db_user", TEXT, "Short for database.user."),
                    key("db_password", SECRET, "Short for database.password."),
                    key("cloud_config", CLOUD, "Where in a cloud it is."),
                    key("control_panel", PANEL, "Its control panel."),
                    key("accounts", new Many(ACCOUNT), "The hosting accounts to move; else all."),
                    key(
                            "grants",
                            new Many(words("files", "", "databases", "")),
                            "What may be changed at a source, which is otherwise only read."),
                    key("settings", SETTINGS, "What only the plugin of the url's scheme understands.")),
            null);

    private static final Nested SITE = new Nested("site", () -> SITE_KEYS);

    private static final Table TRANSFER = new Table(
            List.of(
                    key(
                            "files",
                            words("auto", "", "relay", "", "rsync", "", "hybrid_sync", "auto", "s3_sync", "auto"),
                            "How files go over."),
                    key(
                            "database",
                            words("auto", "", "direct", "", "stream", "", "dump_restore", ""),
                            "How databases go over."),
                    key(
                            "performance_mode",
                            words("standard", "", "high", "", "go_accelerated", "high"),
                            "How much of this machine to take."),
                    key(
                            "parallelism",
                            number(1, TransferSpec.MAX_PARALLELISM),
                            "How many things are done at a time on each side."),
                    key(
                            "bandwidth_limit",
                            form(Form.RATE),
                            "The most that goes over the network, for instance 20MiB/s."),
                    key(
                            "memory_limit",
                            form(Form.SIZE),
                            "The most memory that all buffers take together, for instance 64MB."),
                    key(
                            "delete_extraneous",
                            FLAG,
                            "Whether files at the destination that the source does not have are deleted."),
                    key(
                            "preserve_owners",
                            FLAG,
                            "Whether files keep their owner and group, where the destination can give files away."),
                    key("include", TEXTS, "Files to take, as globs; else all."),
                    key("exclude", TEXTS, "Files to leave out, as globs.")),
            null);

    private static final Table BACKUP = new Table(
            List.of(
                    key("to", URL, "A directory, at any place, in which each backup gets a directory of its own."),
                    key("key", SECRET, "Encrypts them: any secret of 16 bytes or more that nobody guesses."),
                    key("credentials", SECRET, "The secret to present at that place."),
                    key(
                            "kinds",
                            new Many(words("files", "", "database", "", "configuration", "")),
                            "What is kept; else all of it."),
                    key("keep", number(1, 10_000), "How many of them stay, the newest; else all.")),
            null);

    private static final Table OPTIONS = new Table(
            List.of(
                    key("backup_before", FLAG, "Whether what is there is kept before it is overwritten."),
                    key("backup", BACKUP, "A copy of the destination at another place, before anything is changed."),
                    key("verify_after", FLAG, "Whether what arrived is compared with what was sent."),
                    key("verify_depth", words("metadata", "", "content", ""), "How deep that comparison goes."),
                    key(
                            "maintenance_mode",
                            FLAG,
                            "Whether the source is closed to visitors while the last changes are copied."),
                    key(
                            "maintenance_expiry",
                            form(Form.TIME),
                            "After what time the source opens by itself, for instance 2h."),
                    key("on_failure", words("rollback", "", "stop", ""), "What to do when a step fails for good."),
                    key("preserve_email_accounts", FLAG, "Whether a control panel's mail accounts go over."),
                    key("migrate_dns_records", FLAG, "Whether DNS records go over."),
                    key(
                            "max_rejects",
                            number(0, Integer.MAX_VALUE),
                            "How many rows of a database may be refused, and be kept in a file instead, before the run"
                                    + " stops.")),
            null);

    private static final Table TESTING = new Table(
            List.of(
                    key("performance_comparison", FLAG, "Whether the ways to do a thing are compared with each other."),
                    key(
                            "benchmark_operations",
                            new Many(words(
                                    "file_copy", "",
                                    "checksum_calculation", "",
                                    "compression", "",
                                    "database_dump", "")),
                            "What to measure."),
                    key("test_data_size", form(Form.SIZE), "How much data to make for it, for instance 1GB."),
                    key("iterations", number(1, 1000), "How often to measure."),
                    key("report_format", words("html", "", "json", "", "markdown", ""), "The form of the report.")),
            null);

    /** A specification. */
    public static final Table ROOT = new Table(
            List.of(
                    key("version", number(1, 1), "The version of this schema."),
                    key("name", form(Form.NAME), "What people call it; else the name of the file."),
                    key("tenant", TEXT, "On whose behalf it is."),
                    key("source", SITE, "The side that is read."),
                    key("destination", SITE, "The side that is written."),
                    key("transfer", TRANSFER, "How things are moved."),
                    key("options", OPTIONS, "What is done around the move."),
                    key(
                            "operation",
                            form(Form.OPERATION),
                            "The job of an adapter to do instead of moving, for instance asterisk:to-realtime."),
                    key(
                            "parameters",
                            new Table(List.of(), new Either(form(Form.ANY), new Many(form(Form.ANY)))),
                            "What that job is told."),
                    key("testing", TESTING, "A benchmark to run on this machine.")),
            null);

    private SpecSchema() {}

    /** The word of ours that a word at a key of a part means. */
    static String meaning(String part, String key, String word) {
        return ROOT.key(part)
                .map(Named::shape)
                .filter(Table.class::isInstance)
                .flatMap(table -> ((Table) table).key(key))
                .map(Named::shape)
                .filter(Value.class::isInstance)
                .map(value -> ((Value) value).words().getOrDefault(word, word))
                .orElse(word);
    }

    private static Shape place() {
        return new Either(URL, PLACE_KEYS);
    }

    private static Named key(String name, Shape shape, String about) {
        return new Named(name, shape, about);
    }

    private static Value form(Form form) {
        return new Value(form, Map.of(), 0, 0);
    }

    private static Value number(long least, long most) {
        return new Value(Form.INTEGER, Map.of(), least, most);
    }

    /** Words in pairs: what may stand there, and the word of ours that it means, or nothing where it is one. */
    private static Value words(String... pairs) {
        Map<String, String> words = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            words.put(pairs[i], pairs[i + 1].isEmpty() ? pairs[i] : pairs[i + 1]);
        }
        return new Value(Form.WORD, Collections.unmodifiableMap(words), 0, 0);
    }
}
