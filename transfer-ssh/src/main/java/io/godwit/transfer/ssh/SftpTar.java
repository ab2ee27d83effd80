package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the small files of a batch through one tar on the other side: none of them waits for an answer. What tar did not manage is
 * known when it has ended. One thread.
 */
final class SftpTar implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;
    private static final Duration PATIENCE = Duration.ofHours(12);

    /** What tar says where it could not write an attribute: its name, the file, why. */
    private static final Pattern ATTRIBUTE =
            Pattern.compile("Cannot set '([^']*)' extended attribute for file '(.*)': (.*)");

    private final Map<String, TreePath> sent = new HashMap<>();
    private final SshCommand tar;
    private final TarWriter archive;
    private final boolean owners;
    private final WorkContext context;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final byte[] zeros = new byte[BUFFER];
    private @Nullable Set<Integer> unrenamed;

    /**
     * Starts tar.
     *
     * @param root the directory that names are relative to, which is there
     * @param tools what the server has
     * @param flushes whether the file system is flushed when all is written
     */
    SftpTar(SshShell shell, String root, boolean owners, SshTools tools, boolean flushes, WorkContext context) {
        this(shell, root, owners, tools, flushes, "", context);
    }

    /**
     * Starts tar.
     *
     * @param names where {@link #rename} puts the names, relative to the root; empty where it is not called
     */
    SftpTar(
            SshShell shell,
            String root,
            boolean owners,
            SshTools tools,
            boolean flushes,
            String names,
            WorkContext context) {
        this.owners = owners;
        this.context = context;
        String script = "LC_ALL=C; export LC_ALL; cd -- \"$1\" && { tar -x -p -P --warning=no-timestamp -f - "
                + (owners ? "--same-owner" : "--no-same-owner")
                + (tools.has(Tool.ATTRIBUTES) ? " --xattrs '--xattrs-include=*'" : "") + "; s=$?; "
                + (flushes ? "sync -f . || exit;" : "")
                + " if [ $s = 0 ] && [ -n \"$2\" ] && [ -f \"$2\" ];"
                + " then perl -e \"$3\" \"$2\" && { sync -f . || exit; }; fi;"
                + " exit $s; }";
        this.tar = shell.start(
                Command.of("sh", "-c", script, "sh", SshTarget.text(root), names, PerlScripts.RENAME)
                        .within(PATIENCE),
                context);
        this.archive = new TarWriter(new BufferedOutputStream(tar.stdin(), BUFFER));
    }

    /** How tar names a path. */
    static byte[] name(TreePath path) {
        return ("./" + new String(path.bytes(), StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Sends a file or a symbolic link.
     *
     * @param temporary where
     * @param size how many bytes its content has
     * @throws MigrationException as the content throws it; what was sent is then filled up, and is to be removed
     */
    void add(TreePath temporary, TreeEntry entry, long size, FileContent content) throws IOException {
        if (!entry.extended().isEmpty()) {
            sent.put(temporary.name().toString(), entry.path());
        }
        List<ByteRange> regions = content.regions();
        if (regions.stream().mapToLong(ByteRange::length).sum() < size) {
            archive.beginSparse(name(temporary), entry, regions, size, owners);
        } else {
            archive.begin(name(temporary), entry, size, owners);
        }
        Body body = new Body(entry, content);
        try {
            for (ByteRange region : regions) {
                body.region(region.length());
            }
            body.end();
        } finally {
            body.fill(regions);
        }
    }

    /** The data of one member, and zeros for what of it does not come. */
    private final class Body {
        private final TreeEntry entry;
        private final FileContent content;
        private long sent;
        private int begun;
        private long left;

        Body(TreeEntry entry, FileContent content) {
            this.entry = entry;
            this.content = content;
        }

        void region(long length) throws IOException {
            begun++;
            left = length;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(BUFFER, left));
                int count = content.read(buffer);
                if (count < 0) {
                    throw changed(entry, sent, sent + left);
                }
                archive.write(buffer.array(), 0, count);
                left -= count;
                sent += count;
                context.cancellation().throwIfCancelled();
                context.progress().addBytes(count);
            }
            archive.end();
        }

        void end() {
            buffer.clear().limit(1);
            if (entry.isFile() && content.read(buffer) > 0) {
                throw changed(entry, sent + 1, sent);
            }
        }

        void fill(List<ByteRange> regions) throws IOException {
            zeros(left);
            for (ByteRange region : regions.subList(begun, regions.size())) {
                zeros(region.length());
            }
        }

        private void zeros(long count) throws IOException {
            for (long rest = count; rest > 0; rest -= zeros.length) {
                archive.write(zeros, 0, (int) Math.min(zeros.length, rest));
            }
            archive.end();
        }
    }

    private static MigrationException changed(TreeEntry entry, long came, long size) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.changed",
                        "the content of \"" + entry.path() + "\" has " + came + " bytes or more where " + size
                                + " were announced")
                .subject(entry.path().toString())
                .remedy("Something writes to the source; it is read again.")
                .retryable(true)
                .build();
    }

    /** Sends a directory that is there, for its attributes. */
    void directory(TreeEntry entry) throws IOException {
        if (!entry.extended().isEmpty()) {
            sent.put(entry.path().name().toString(), entry.path());
        }
        archive.begin(name(entry.path()), entry, 0, owners);
        archive.end();
    }

    void link(TreePath temporary, TreePath first, TreeEntry entry) throws IOException {
        archive.link(name(temporary), name(first), entry);
    }

    /**
     * Sends pairs of names as the last that is in the archive: when all is written and flushed, each temporary name becomes the final one.
     *
     * @param names the name of the file that holds them, as it was said at the start
     * @param pairs names as {@link #name} makes them, temporary before final
     */
    void rename(TreePath names, List<byte[]> pairs) throws IOException {
        int size = pairs.stream().mapToInt(name -> name.length + 1).sum();
        TreeEntry list =
                TreeEntry.of(names, EntryKind.FILE).size(size).mode(0600).build();
        archive.begin(name(names), list, size, false);
        for (byte[] pair : pairs) {
            archive.write(pair, 0, pair.length);
            archive.write(zeros, 0, 1);
        }
        archive.end();
    }

    /** Which pairs were not renamed, by their numbers; empty where nothing was renamed at all. Called once, after {@link #finish}. */
    Optional<Set<Integer>> notRenamed() {
        return Optional.ofNullable(unrenamed);
    }

    private void readRenames() throws IOException {
        NulRecords told = new NulRecords(tar.rawStdout());
        Set<Integer> failed = new HashSet<>();
        for (byte[] record = told.next(); record != null; record = told.next()) {
            String text = new String(record, StandardCharsets.US_ASCII);
            if (text.startsWith("done ")) {
                unrenamed = failed;
            } else {
                failed.add(Integer.parseInt(text));
            }
        }
    }

    /**
     * Ends the archive and waits until all of it is written.
     *
     * @return what tar complained of, by the last component of the name; empty where all went well
     * @throws MigrationException where tar did not get through: a full disk, a lost connection
     */
    Map<String, String> finish() throws IOException {
        try {
            archive.finish();
            tar.stdin().close();
            readRenames();
        } catch (IOException e) {
            throw broken(e);
        }
        CommandResult ended = tar.await().get(0);
        ended.stderr().lines().map(ATTRIBUTE::matcher).filter(Matcher::find).forEach(this::lost);
        if (ended.isSuccess()) {
            return Map.of();
        }
        refuseFullDisk(ended, null);
        Map<String, String> complaints = new HashMap<>();
        for (String line : ended.stderr().split("\n", -1)) {
            int slash = line.lastIndexOf('/');
            int colon = line.indexOf(": ", Math.max(0, slash));
            if (line.startsWith("tar: ./") && colon > 0) {
                complaints.putIfAbsent(line.substring(slash + 1, colon), line.substring(colon + 2));
            }
        }
        if (complaints.isEmpty()) {
            ended.orThrow();
        }
        return complaints;
    }

    /** An attribute that the file system or the user's rights do not allow. */
    private void lost(Matcher complaint) {
        String name = complaint.group(2);
        TreePath path = sent.getOrDefault(name.substring(name.lastIndexOf('/') + 1), TreePath.ROOT);
        context.progress().report(SshStamp.refused(path, complaint.group(1), complaint.group(3)));
    }

    /** Why tar takes no more. */
    MigrationException broken(IOException cause) {
        CommandResult ended = tar.await().get(0);
        refuseFullDisk(ended, cause);
        String said = ended.stderr().strip();
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.request-refused",
                        "tar on the server ended early"
                                + (said.isEmpty()
                                        ? ""
                                        : ": " + said.lines().findFirst().orElse("")))
                .remedy("Look at the server's disk and rights.")
                .cause(cause)
                .build();
    }

    private static void refuseFullDisk(CommandResult ended, @Nullable IOException cause) {
        String said = ended.stderr();
        if (said.contains("No space left") || said.contains("Wrote only ") || said.contains("quota exceeded")) {
            throw SshErrors.noSpace(
                    "writing files failed: ", "", cause == null ? new IOException("tar: no space") : cause);
        }
    }

    @Override
    public void close() {
        tar.close();
    }
}
