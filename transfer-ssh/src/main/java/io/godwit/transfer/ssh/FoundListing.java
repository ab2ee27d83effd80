package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.transfer.ssh.SshTools.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks a tree with find on the other side, sorted there, in one stream for all directories. Targets of links are asked over SFTP, ahead.
 * One thread.
 */
final class FoundListing implements Cursor<TreeEntry> {
    private static final Logger LOG = LoggerFactory.getLogger(FoundListing.class);
    private static final int AHEAD = 128;
    private static final Duration PATIENCE = Duration.ofHours(12);
    /** The exits of find and sort are told behind their complaints, since that of a pipeline is its last command's. */
    private static final String LIST = "LC_ALL=C; export LC_ALL; cd -- \"$1\" || exit 9;"
            + " { find \"$2\" -mindepth 1 \\( -type d -printf '" + ToldEntry.FIND_DIRECTORY_FORMAT + "\\0' -o -printf '"
            + ToldEntry.FIND_FORMAT + "\\0' \\); echo \"godwit-find $?\" >&2; } | { sort -z -s -k1."
            + (ToldEntry.FIND_PREFIX + 1) + " || echo 'godwit-sort failed' >&2; }";

    private static final String BEHIND = "godwit-listing";
    /** The attributes of all that has any come first, line by line, while the listing is made and sorted. */
    private static final String ATTRIBUTES =
            " | { find \"$2\" -mindepth 1 \\( -type d -printf '%p/\\0' -o -type f -printf '%p\\0' \\)"
                    + " 2>/dev/null | sort -z | xargs -0 -r " + ToldAttributes.GETFATTR
                    + " -- 2>/dev/null | tr '\\n' '\\0';"
                    + " printf '" + BEHIND + "\\0'; cat; }";

    private final SftpPool.Lease lease;
    private final WorkContext context;
    private final TreePath below;
    private final SshCommand find;
    private final NulRecords records;
    private final ToldAttributes attributes = new ToldAttributes();
    private final SshAccounts accounts;
    private final Deque<Ahead> ahead = new ArrayDeque<>();
    private boolean isAtEnd;
    private @Nullable TreeEntry next;

    private record Ahead(ToldEntry told, Map<String, String> attributes, Sftp.@Nullable Reply target) {}

    FoundListing(SftpPool.Lease lease, TreePath below, WorkContext context) {
        this.lease = lease;
        this.below = below;
        this.context = context;
        requireDirectory();
        String root = SshTarget.text(lease.sftp().absolute(TreePath.ROOT));
        // the directory is text here: others are listed over SFTP
        String start = below.isRoot() ? "." : "./" + below.text().orElseThrow();
        boolean tellsAttributes = lease.tools(context).has(Tool.ATTRIBUTES);
        this.accounts = lease.tools(context).accounts();
        String script = tellsAttributes ? LIST + ATTRIBUTES : LIST;
        this.find = lease.shell()
                .start(Command.of("sh", "-c", script, "sh", root, start).within(PATIENCE), context);
        this.records = new NulRecords(find.rawStdout());
        boolean begun = false;
        try {
            find.stdin().close();
            if (tellsAttributes) {
                readAttributes();
            }
            advance();
            begun = true;
        } catch (IOException e) {
            throw failure(e);
        } finally {
            if (!begun) {
                find.close();
            }
        }
    }

    private void readAttributes() throws IOException {
        byte[] behind = BEHIND.getBytes(StandardCharsets.US_ASCII);
        for (byte[] line = records.next(); line != null && !Arrays.equals(line, behind); line = records.next()) {
            attributes.add(line);
        }
        attributes.complete();
    }

    private void requireDirectory() {
        String shown = SshTarget.text(lease.sftp().absolute(below));
        try {
            if (new SftpGuard(lease.sftp()).way(below) != SftpGuard.Way.DIRECTORY) {
                throw SftpTree.notFound(shown, null);
            }
        } catch (IOException e) {
            throw lease.failure(e, "listing", shown);
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public TreeEntry next() {
        TreeEntry entry = next;
        if (entry == null) {
            throw new NoSuchElementException();
        }
        try {
            advance();
        } catch (IOException e) {
            throw failure(e);
        }
        return entry;
    }

    private MigrationException failure(IOException cause) {
        context.cancellation().throwIfCancelled();
        return lease.failure(cause, "listing", below.toString());
    }

    private void advance() throws IOException {
        next = null;
        while (next == null) {
            fill();
            Ahead head = ahead.poll();
            if (head == null) {
                return;
            }
            next = entry(head).orElse(null);
        }
    }

    private void fill() throws IOException {
        while (!isAtEnd && ahead.size() < AHEAD) {
            byte[] record = records.next();
            if (record == null) {
                isAtEnd = true;
                ended();
                return;
            }
            ToldEntry told = ToldEntry.found(record, below);
            boolean isLink = told.kind() == EntryKind.SYMLINK;
            Sftp sftp = lease.sftp();
            ahead.add(new Ahead(
                    told,
                    attributes.of(told.path(), told.kind() == EntryKind.DIRECTORY),
                    isLink ? sftp.readLink(sftp.absolute(told.path())) : null));
        }
    }

    private Optional<TreeEntry> entry(Ahead head) throws IOException {
        if (head.target() == null) {
            return Optional.of(head.told().entry(null, head.attributes(), accounts));
        }
        try {
            return Optional.of(head.told().entry(head.target().name(), Map.of(), accounts));
        } catch (SFTPException e) {
            String path = head.told().path().toString();
            MigrationException failure = lease.failure(e, "reading the link", path);
            if (failure.category() == ErrorCategory.CONNECTIVITY) {
                throw failure;
            }
            context.progress()
                    .report(Finding.warning(
                            "tree.link-unreadable",
                            path,
                            "the symbolic link \"" + path + "\" could not be read and is left out",
                            "Look at it on the source; a link that vanished meanwhile needs nothing done."));
            return Optional.empty();
        }
    }

    /** A tree that find could not walk to its end is not listed; what went meanwhile is told. */
    private void ended() {
        CommandResult exit = find.await().get(0);
        String[] lines = exit.stderr().strip().split("\n", -1);
        if (exit.isSuccess() && lines[lines.length - 1].equals("godwit-find 0")) {
            return;
        }
        for (String line : lines) {
            if (line.contains("Permission denied")) {
                throw refused("tree.permission-denied", line);
            }
            if (line.contains("No such file or directory")) {
                context.progress()
                        .report(Finding.info("tree.vanished", below.toString(), "Something went while it was listed."));
            } else if (!line.startsWith("godwit-find")) {
                throw refused("tree.request-refused", line);
            }
        }
        if (!exit.isSuccess()) {
            exit.orThrow();
        }
    }

    private MigrationException refused(String code, String line) {
        return MigrationException.of(ErrorCategory.TRANSFER, code, "listing \"" + below + "\" failed: " + line)
                .subject(below.toString())
                .remedy("Give the user the right to it, log in as one who has it, or become one with \"become\".")
                .build();
    }

    @Override
    public void close() {
        find.close();
        try {
            attributes.close();
        } catch (IOException e) {
            // what was listed stays right; only a temporary file of this machine is left
            LOG.debug("attributes that were put aside could not be removed", e);
        }
        if (!ahead.isEmpty()) {
            lease.spoil(); // answers are under way
        }
        lease.close();
    }
}
