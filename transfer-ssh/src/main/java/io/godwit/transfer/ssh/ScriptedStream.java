package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/**
 * Reads many files through one command on the other side: no request for each of them. What changed while it was read is told behind
 * its content, as {@link PerlScripts#READ} says. One thread.
 */
final class ScriptedStream implements EntryStream {
    private static final Duration PATIENCE = Duration.ofHours(12);
    private static final int NAMES_BUFFER = 32 * 1024;
    private static final int MODE_BITS = 07777;

    private final SftpPool.Lease lease;
    private final WorkContext context;
    private final SftpGuard guard;
    private final Iterator<TreeEntry> entries;
    private final SshCommand reader;
    private final ScriptedAnswers answers;
    private ScriptedContent current = ScriptedContent.NONE;
    private boolean isClosed;

    ScriptedStream(SftpPool.Lease lease, List<TreeEntry> entries, WorkContext context) {
        this.lease = lease;
        this.context = context;
        this.guard = new SftpGuard(lease.sftp());
        this.entries = List.copyOf(entries).iterator();
        String root = SshTarget.text(lease.sftp().absolute(TreePath.ROOT));
        this.reader = lease.shell()
                .start(Command.of("perl", "-e", PerlScripts.READ, root).within(PATIENCE), context);
        this.answers = new ScriptedAnswers(reader.rawStdout());
        boolean isAsked = false;
        try {
            ask(entries);
            isAsked = true;
        } catch (IOException e) {
            throw ended(e);
        } finally {
            if (!isAsked) {
                reader.close();
            }
        }
    }

    private void ask(List<TreeEntry> wanted) throws IOException {
        try (OutputStream names = new BufferedOutputStream(reader.stdin(), NAMES_BUFFER)) {
            for (TreeEntry entry : wanted) {
                guard.ask(entry.path().parent().orElse(TreePath.ROOT));
                names.write(SftpTar.name(entry.path()));
                names.write(0);
            }
        }
    }

    @Override
    public Optional<Item> next() {
        context.cancellation().throwIfCancelled();
        try {
            current.skip();
            current = ScriptedContent.NONE;
            return entries.hasNext() ? Optional.of(item(entries.next())) : Optional.empty();
        } catch (IOException e) {
            throw ended(e);
        }
    }

    private Item item(TreeEntry listed) throws IOException {
        String[] told = answers.line().split(" ", -1);
        if (told[0].equals("-")) {
            return missed(listed, Integer.parseInt(told[1]));
        }
        int mode = Integer.parseInt(told[0]);
        EntryKind kind = ToldEntry.kindOf(mode);
        String shown = SshTarget.text(lease.sftp().absolute(listed.path()));
        long size = Long.parseLong(told[3]);
        Instant modified = Instant.ofEpochSecond(Long.parseLong(told[4]));
        TreeEntry.Builder now = TreeEntry.of(listed.path(), kind)
                .mode(mode & MODE_BITS)
                .owner(TreeEntry.Owner.of(Long.parseLong(told[1]), ""))
                .group(TreeEntry.Owner.of(Long.parseLong(told[2]), ""))
                .modified(modified);
        if (kind == EntryKind.SYMLINK) {
            now.target(TreeLink.ofBytes(answers.record()));
        } else if (kind == EntryKind.FILE) {
            now.size(size).version((modified.getEpochSecond() & 0xffff_ffffL) + "-" + size);
            current = new ScriptedContent(answers, size, shown, lease);
        }
        return guard.wayTo(listed.path()) == SftpGuard.Way.DIRECTORY
                ? new Found(SftpEntries.likeListed(now.build(), listed), current)
                : missed(listed, ScriptedAnswers.MISSING);
    }

    private Item missed(TreeEntry listed, int error) {
        String path = SshTarget.text(lease.sftp().absolute(listed.path()));
        StatusCode status = ScriptedAnswers.status(error);
        return new Missed(listed.path(), SshErrors.of(new SFTPException(status, "error " + error), "reading", path));
    }

    /** Why there is no more. */
    private MigrationException ended(IOException cause) {
        context.cancellation().throwIfCancelled();
        reader.await().get(0).orThrow();
        return MigrationException.of(
                        ErrorCategory.TRANSFER, "tree.request-refused", "reading files on the server ended early")
                .remedy("Look at the server's log; what was read is read again.")
                .retryable(true)
                .cause(cause)
                .build();
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            reader.close();
            lease.close();
        }
    }
}
