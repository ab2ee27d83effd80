package io.godwit.adapter.asterisk;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.Site;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PBX: the files of its machine, and the running Asterisk where commands can be run there. The location is the root of the machine's files ({@code ssh://root@pbx/}), or a
 * copy of them ({@code file:///copies/pbx}), where nothing is run. Borrowed from the engine and given back when closed.
 */
final class Pbx implements AutoCloseable {
    static final String DEFAULT_CONFIG = "etc/asterisk";
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_FILES = 20_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern COLOURS = Pattern.compile("\u001B\\[[0-9;]*m");

    private final Location root;
    private final WorkContext context;
    private final @Nullable Host host;

    private Pbx(Location root, WorkContext context, @Nullable Host host) {
        this.root = root;
        this.context = context;
        this.host = host;
    }

    /** The PBX at a place. */
    static Pbx at(Location root, WorkContext context) {
        return new Pbx(root, context, stand(root, context).orElse(null));
    }

    /** Where the configuration of a site is, below its root. */
    static TreePath config(Site site) {
        String said = site.settings().getOrDefault("paths.config", DEFAULT_CONFIG);
        return path(said);
    }

    /** A path of the machine, below its root. */
    static TreePath path(String absolute) {
        String relative = absolute.replaceAll("^/+|/+$", "").replaceAll("/+", "/");
        return TreePath.of(relative);
    }

    /** The machine, where the location is that and not a copy of its files, and runs an Asterisk. */
    private static Optional<Host> stand(Location root, WorkContext context) {
        String path = root.uri().getPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            return Optional.empty();
        }
        Host host;
        try {
            host = context.connections().host(root);
        } catch (MigrationException e) {
            if (e.code().equals("plugin.missing")) {
                return Optional.empty(); // a store of files, where nothing can be run
            }
            throw e;
        }
        try {
            if (host.which("asterisk", context).isPresent()) {
                return Optional.of(host);
            }
        } catch (MigrationException e) {
            if (!e.code().equals("host.no-commands")) {
                host.close();
                throw e;
            }
        }
        host.close();
        return Optional.empty();
    }

    /** Whether Asterisk is installed there and can be told things. */
    boolean isLive() {
        return host != null;
    }

    /** The machine. */
    Host host() {
        if (host == null) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "asterisk.not-live",
                            "no Asterisk can be told anything at " + root)
                    .subject(root.toString())
                    .remedy("Name the root of the machine itself (ssh://root@pbx.example.com/), with Asterisk"
                            + " installed.")
                    .build();
        }
        return host;
    }

    /** Runs a program there, whatever its exit. */
    CommandResult run(String... argv) {
        return host().run(Command.of(argv).within(PATIENCE), context);
    }

    /**
     * Asks the running Asterisk.
     *
     * @param command of its command line
     * @return what it printed, without colours; empty where it does not run
     */
    Optional<String> ask(String command) {
        CommandResult result = run("asterisk", "-rx", command);
        return result.isSuccess() ? Optional.of(COLOURS.matcher(result.stdout()).replaceAll("")) : Optional.empty();
    }

    /** Asks the running Asterisk, which has to be there. */
    String require(String command) {
        return ask(command)
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONNECTIVITY, "asterisk.down", "Asterisk does not run at " + root)
                        .subject(root.toString())
                        .remedy("Start it there, and look into its log for what keeps it.")
                        .retryable(true)
                        .build());
    }

    /** The configuration; without files where there is none. */
    ConfigTree configuration(TreePath directory) {
        Map<String, byte[]> contents = new TreeMap<>();
        try (FileTree tree = context.connections().tree(root)) {
            List<TreeEntry> files = new ArrayList<>();
            try (Cursor<TreeEntry> entries = tree.list(directory, context)) {
                while (entries.hasNext()) {
                    context.cancellation().throwIfCancelled();
                    TreeEntry entry = entries.next();
                    if (entry.isFile() && isConfiguration(entry) && files.size() < MOST_FILES) {
                        files.add(entry);
                    }
                }
            }
            int skipped = directory.toString().length() + 1;
            for (TreeEntry file : files) {
                contents.put(file.path().toString().substring(skipped), read(tree, file));
            }
        } catch (MigrationException e) {
            if (!e.code().equals("tree.not-found")) {
                throw e;
            }
        }
        return new ConfigTree("/" + directory, contents);
    }

    private static boolean isConfiguration(TreeEntry entry) {
        String name = entry.path().toString();
        return (name.endsWith(".conf") || name.endsWith(".inc")) && entry.size() <= MOST_BYTES;
    }

    private byte[] read(FileTree tree, TreeEntry file) {
        try (EntryStream stream = tree.read(List.of(file), context)) {
            EntryStream.Item item = stream.next().orElseThrow();
            if (item instanceof EntryStream.Found found) {
                return readAll(found.content());
            }
            throw ((EntryStream.Missed) item).failure();
        }
    }

    /** A small content whole, holes and all. */
    static byte[] readAll(FileContent content) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (content.read(buffer.clear()) >= 0) {
            data.write(buffer.array(), 0, buffer.position());
        }
        byte[] bytes = data.toByteArray();
        if (content.size().isEmpty() || content.size().getAsLong() == bytes.length) {
            return bytes;
        }
        byte[] whole = new byte[Math.toIntExact(content.size().getAsLong())];
        int at = 0;
        for (ByteRange region : content.regions()) {
            int length = Math.toIntExact(region.length());
            System.arraycopy(bytes, at, whole, Math.toIntExact(region.offset()), length);
            at += length;
        }
        return whole;
    }

    /** Puts a secret into a file there. */
    Host.SecretFile place(Secret secret) {
        return host().place(secret, context);
    }

    /**
     * The entries of Asterisk's own database: of the running one, else from its file.
     *
     * @param file its path, absolute
     * @return empty where there is none
     */
    Optional<AstDb> astdb(String file) {
        if (host != null) {
            Optional<AstDb> live = host.which("sqlite3", context).isPresent() ? query(file) : Optional.empty();
            if (live.isEmpty()) {
                live = ask("database show").map(AstDb::ofShow);
            }
            if (live.isPresent()) {
                return live;
            }
        }
        return stored(path(file));
    }

    /** With every blank and line end, which the command line does not tell. */
    private Optional<AstDb> query(String file) {
        CommandResult rows = run(
                "sqlite3", "-readonly", "-cmd", ".timeout 20000", file, "SELECT hex(key)||' '||hex(value) FROM astdb");
        if (!rows.isSuccess()) {
            return Optional.empty();
        }
        SortedMap<String, String> entries = new TreeMap<>();
        for (String row : rows.stdout().lines().toList()) {
            int blank = row.indexOf(' ');
            entries.put(text(row.substring(0, blank)), text(row.substring(blank + 1)));
        }
        return Optional.of(new AstDb(entries));
    }

    private static String text(String digits) {
        return new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8);
    }

    private Optional<AstDb> stored(TreePath path) {
        try (FileTree tree = context.connections().tree(root)) {
            Optional<TreeEntry> entry = tree.stat(List.of(path), context).get(0).filter(TreeEntry::isFile);
            if (entry.isEmpty()) {
                return Optional.empty();
            }
            Path copy = Files.createTempFile("godwit-astdb-", ".sqlite3");
            try {
                Files.write(copy, read(tree, entry.get()));
                return Optional.of(AstDb.ofFile(copy));
            } finally {
                Files.delete(copy);
            }
        } catch (MigrationException e) {
            if (e.code().equals("tree.not-found")) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.INTERNAL,
                            "asterisk.no-scratch",
                            "a copy of astdb.sqlite3 cannot be made here")
                    .remedy("Make room in the directory for temporary files.")
                    .cause(e)
                    .build();
        }
    }

    /** Runs statements from a file against a database; the first that fails ends it. */
    CommandResult runSqlite(String database, String statements) {
        return run(
                "sqlite3", "-bail", "-cmd", ".timeout 3000", database, ".read '" + statements.replace("'", "''") + "'");
    }

    /** Which of some paths are there. */
    List<String> present(List<String> absolute) {
        List<TreePath> paths = absolute.stream().map(Pbx::path).toList();
        List<String> present = new ArrayList<>();
        try (FileTree tree = context.connections().tree(root)) {
            List<Optional<TreeEntry>> entries = tree.stat(paths, context);
            for (int i = 0; i < absolute.size(); i++) {
                if (entries.get(i).isPresent()) {
                    present.add(absolute.get(i));
                }
            }
        } catch (MigrationException e) {
            if (!e.code().equals("tree.not-found")) {
                throw e;
            }
        }
        return present;
    }

    @Override
    public void close() {
        if (host != null) {
            host.close();
        }
    }
}
