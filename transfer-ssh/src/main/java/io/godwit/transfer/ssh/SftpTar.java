package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes the small files of a batch through one tar on the other side: none of them waits for an answer. What tar did not manage is
 * known when it has ended. One thread.
 */
final class SftpTar implements AutoCloseable {
    private static final int BUFFER = 128 * 1024;
    private static final Duration PATIENCE = Duration.ofHours(12);

    private final SshCommand tar;
    private final TarWriter archive;
    private final boolean owners;
    private final WorkContext context;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private final byte[] zeros = new byte[BUFFER];

    /**
     * Starts tar.
     *
     * @param root the directory that names are relative to, which is there
     * @param flushes whether the file system is flushed when all is written
     */
    SftpTar(SshShell shell, String root, boolean owners, boolean flushes, WorkContext context) {
        this.owners = owners;
        this.context = context;
        String script = "LC_ALL=C; export LC_ALL; cd -- \"$1\" && { tar -x -p -P --warning=no-timestamp -f - "
                + (owners ? "--same-owner" : "--no-same-owner") + "; s=$?; " + (flushes ? "sync -f . &&" : "")
                + " exit $s; }";
        this.tar = shell.start(
                Command.of("sh", "-c", script, "sh", SshTarget.text(root)).within(PATIENCE), context);
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
        archive.begin(name(temporary), entry, size, owners);
        long sent = 0;
        try {
            while (sent < size) {
                buffer.clear().limit((int) Math.min(BUFFER, size - sent));
                int count = content.read(buffer);
                if (count < 0) {
                    throw changed(entry, sent, size);
                }
                archive.write(buffer.array(), 0, count);
                sent += count;
                context.cancellation().throwIfCancelled();
                context.progress().addBytes(count);
            }
            buffer.clear().limit(1);
            if (entry.isFile() && content.read(buffer) > 0) {
                throw changed(entry, size + 1, size);
            }
        } finally {
            for (long left = size - sent; left > 0; left -= zeros.length) {
                archive.write(zeros, 0, (int) Math.min(zeros.length, left));
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
        archive.begin(name(entry.path()), entry, 0, owners);
        archive.end();
    }

    void link(TreePath temporary, TreePath first, TreeEntry entry) throws IOException {
        archive.link(name(temporary), name(first), entry);
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
        } catch (IOException e) {
            throw broken(e);
        }
        CommandResult ended = tar.await().get(0);
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

    private static void refuseFullDisk(CommandResult ended, @org.jspecify.annotations.Nullable IOException cause) {
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
