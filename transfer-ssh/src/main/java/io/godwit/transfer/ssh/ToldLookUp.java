package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks many entries up, or hashes them, with one command on the other side. One thread. */
final class ToldLookUp {
    private static final Logger LOG = LoggerFactory.getLogger(ToldLookUp.class);
    private static final Duration PATIENCE = Duration.ofHours(12);
    private static final int HASH_CHARACTERS = 64;
    private static final String STAT = "LC_ALL=C; export LC_ALL; cd -- \"$1\" && xargs -0 -r stat --printf='"
            + ToldEntry.STAT_FORMAT + "' -- 2>/dev/null; exit 0";
    /** The same, and behind those that are there their attributes, line by line. */
    private static final String STAT_ATTRIBUTES = "LC_ALL=C; export LC_ALL; cd -- \"$1\" && xargs -0 -r sh -c '"
            + "stat --printf=\"" + ToldEntry.STAT_FORMAT + "\" -- \"$@\"; "
            + ToldAttributes.GETFATTR.replace("'", "\"") + " -- \"$@\" | tr \"\\n\" \"\\0\"' sh 2>/dev/null; exit 0";

    private static final String HASH =
            "LC_ALL=C; export LC_ALL; cd -- \"$1\" && xargs -0 -r sha256sum -b -z -- 2>/dev/null; exit 0";

    private final SftpPool.Lease lease;
    private final WorkContext context;

    ToldLookUp(SftpPool.Lease lease, WorkContext context) {
        this.lease = lease;
        this.context = context;
    }

    /** As {@link SftpLookUp#all}. The root is not among the paths. */
    List<Optional<TreeEntry>> stat(List<TreePath> paths) throws IOException {
        List<TreePath> reached = reachedThroughDirectories(paths);
        Map<TreePath, ToldEntry> told = new HashMap<>();
        Map<TreePath, Map<String, String>> attributes = Map.of();
        if (lease.tools(context).has(Tool.ATTRIBUTES)) {
            WithAttributes both = new WithAttributes(told);
            ask(STAT_ATTRIBUTES, reached, both);
            attributes = both.attributes;
        } else {
            ask(STAT, reached, record -> add(ToldEntry.stated(record), told));
        }
        SshAccounts accounts = lease.tools(context).accounts();
        Map<TreePath, Sftp.Reply> targets = new HashMap<>();
        for (ToldEntry entry : told.values()) {
            if (entry.kind() == EntryKind.SYMLINK) {
                targets.put(entry.path(), lease.sftp().readLink(lease.sftp().absolute(entry.path())));
            }
        }
        List<Optional<TreeEntry>> found = new ArrayList<>(paths.size());
        for (TreePath path : paths) {
            ToldEntry entry = told.get(path);
            Sftp.Reply target = targets.get(path);
            found.add(
                    entry == null
                            ? Optional.empty()
                            : Optional.of(entry.entry(
                                    target == null ? null : target.name(),
                                    attributes.getOrDefault(path, Map.of()),
                                    accounts)));
        }
        return found;
    }

    private interface Taker {
        void take(byte[] record) throws IOException;
    }

    /** What was stated, and behind it lines of getfattr's: those of a file begin with one that names it and end with an empty one. */
    private static final class WithAttributes implements Taker {
        private final Map<TreePath, ToldEntry> told;
        private final Map<TreePath, Map<String, String>> attributes = new HashMap<>();
        private @Nullable Map<String, String> current;

        WithAttributes(Map<TreePath, ToldEntry> told) {
            this.told = told;
        }

        @Override
        public void take(byte[] record) throws IOException {
            Map<String, String> values = current;
            if (record.length == 0) {
                current = null;
            } else if (ToldAttributes.isFile(record)) {
                current = new LinkedHashMap<>();
                attributes.put(ToldAttributes.entry(record, Map.of()).path(), current);
            } else if (values == null) {
                add(ToldEntry.stated(record), told);
            } else {
                ToldAttributes.value(record, values);
            }
        }
    }

    private static void add(ToldEntry entry, Map<TreePath, ToldEntry> told) {
        told.put(entry.path(), entry);
    }

    /** SHA-256 of files; empty where there is none. */
    List<Optional<Digest>> sha256(List<TreePath> paths) throws IOException {
        // sha256sum would follow links, and hang on pipes
        List<Optional<TreeEntry>> entries = stat(paths);
        List<TreePath> files = entries.stream()
                .flatMap(Optional::stream)
                .filter(TreeEntry::isFile)
                .map(TreeEntry::path)
                .toList();
        Map<TreePath, Digest> told = new HashMap<>();
        ask(HASH, files, record -> {
            String hex = new String(record, 0, HASH_CHARACTERS, StandardCharsets.US_ASCII);
            // the hash, a blank, a star, and ./ before the name
            TreePath path = TreePath.ofBytes(Arrays.copyOfRange(record, HASH_CHARACTERS + 4, record.length));
            told.put(path, Digest.of("SHA-256", HexFormat.of().parseHex(hex)));
        });
        List<Optional<Digest>> digests = new ArrayList<>(paths.size());
        for (Optional<TreeEntry> entry : entries) {
            digests.add(entry.map(TreeEntry::path).map(told::get));
        }
        return digests;
    }

    private List<TreePath> reachedThroughDirectories(List<TreePath> paths) throws IOException {
        SftpGuard guard = new SftpGuard(lease.sftp());
        for (TreePath path : paths) {
            guard.ask(path.parent().orElse(TreePath.ROOT));
        }
        List<TreePath> reached = new ArrayList<>(paths.size());
        for (TreePath path : paths) {
            if (guard.wayTo(path) == SftpGuard.Way.DIRECTORY) {
                reached.add(path);
            }
        }
        return reached;
    }

    private void ask(String script, List<TreePath> paths, Taker taker) throws IOException {
        if (paths.isEmpty()) {
            return;
        }
        String root = SshTarget.text(lease.sftp().absolute(TreePath.ROOT));
        try (SshCommand running =
                lease.shell().start(Command.of("sh", "-c", script, "sh", root).within(PATIENCE), context)) {
            CompletableFuture<Void> feeding = CompletableFuture.runAsync(() -> feed(running, paths), this::inThread);
            NulRecords records = new NulRecords(running.rawStdout());
            for (byte @Nullable [] record = records.next(); record != null; record = records.next()) {
                taker.take(record);
            }
            CommandResult exit = running.await().get(0);
            exit.orThrow();
            feeding.join();
        } catch (IOException e) {
            context.cancellation().throwIfCancelled();
            throw e;
        }
    }

    private void inThread(Runnable task) {
        Thread thread = new Thread(task, "godwit-ssh-names");
        thread.setDaemon(true);
        thread.start();
    }

    private static void feed(SshCommand running, List<TreePath> paths) {
        try (OutputStream out = new BufferedOutputStream(running.stdin(), 32 * 1024)) {
            for (TreePath path : paths) {
                out.write(SftpTar.name(path));
                out.write(0);
            }
        } catch (IOException e) {
            // The command ended before it had read them all, as where the root is not there, or the connection is lost:
            // its output and its
            // status, which are waited for, tell which.
            LOG.debug("a look-up took no more names", e);
        }
    }
}
