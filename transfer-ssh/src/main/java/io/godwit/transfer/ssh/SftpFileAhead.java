package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/**
 * An entry that will be asked for soon: looked up, then, where it is a file, opened and read, each without waiting. What it is is
 * looked up before it is opened, since a named pipe would hold up the server, and a link would be followed. One thread.
 */
final class SftpFileAhead {
    private static final EnumSet<OpenMode> READ = EnumSet.of(OpenMode.READ);
    private static final int PREFETCH = 4 * Sftp.CHUNK;

    private final Sftp sftp;
    private final SftpGuard guard;
    private final TreeEntry listed;
    private final String path;
    private final Regions regions;
    private Sftp.@Nullable Reply reply;
    private Stage stage = Stage.LOOKED_UP;
    private @Nullable FileAttributes attributes;
    private byte @Nullable [] handle;
    private EntryStream.@Nullable Found found;
    private @Nullable SFTPException failure;

    /** Asks where the data of a file is. */
    interface Regions {
        /** The regions of a file that has a size now. */
        List<ByteRange> of(TreeEntry listed, long size) throws IOException;
    }

    /** What was asked last. */
    private enum Stage {
        LOOKED_UP,
        OPENED,
        LINK_READ,
        READY
    }

    SftpFileAhead(Sftp sftp, SftpGuard guard, TreeEntry listed, Regions regions) throws IOException {
        this.sftp = sftp;
        this.regions = regions;
        this.guard = guard;
        this.listed = listed;
        this.path = sftp.absolute(listed.path());
        guard.ask(listed.path().parent().orElse(TreePath.ROOT));
        this.reply = sftp.lstat(path);
    }

    TreeEntry listed() {
        return listed;
    }

    /** The open file, to be closed by whoever consumed it. */
    byte @Nullable [] handle() {
        return handle;
    }

    /** Goes on as far as answers are here; the failure of this entry waits until it is asked for. */
    void advance() throws IOException {
        while (failure == null && stage != Stage.READY && reply != null && reply.isHere()) {
            try {
                step(reply);
            } catch (SFTPException e) {
                failure = e;
            }
        }
    }

    /** Goes on to the end. */
    EntryStream.Item await() throws IOException {
        while (found == null) {
            if (failure != null) {
                throw failure;
            }
            step(java.util.Objects.requireNonNull(reply));
        }
        return found;
    }

    private void step(Sftp.Reply answer) throws IOException {
        switch (stage) {
            case LOOKED_UP -> lookedUp(answer.attributes());
            case LINK_READ -> ready(answer.name(), new NoContent());
            case OPENED -> opened(answer.handle());
            case READY -> throw new IllegalStateException("nothing more is asked");
        }
    }

    private void lookedUp(FileAttributes told) throws IOException {
        if (!listed.path().isRoot() && guard.wayTo(listed.path()) != SftpGuard.Way.DIRECTORY) {
            throw new SFTPException(StatusCode.NO_SUCH_FILE, "reached through a link");
        }
        attributes = told;
        switch (SftpEntries.kind(sftp, told)) {
            case FILE -> ask(Stage.OPENED, sftp.open(path, READ));
            case SYMLINK -> ask(Stage.LINK_READ, sftp.readLink(path));
            default -> ready(null, new NoContent());
        }
    }

    private void ask(Stage next, Sftp.Reply asked) {
        stage = next;
        reply = asked;
    }

    private void opened(byte[] file) throws IOException {
        handle = file;
        long size = java.util.Objects.requireNonNull(attributes).getSize();
        SftpFileContent content = new SftpFileContent(
                sftp,
                file,
                SshTarget.text(path),
                new ByteRange(0, size),
                regions.of(listed, size),
                true,
                drained -> {});
        content.prefetch(PREFETCH);
        ready(null, content);
    }

    private void ready(@Nullable String target, FileContent content) {
        TreeEntry now = SftpEntries.entry(sftp, listed.path(), java.util.Objects.requireNonNull(attributes), target);
        found = new EntryStream.Found(SftpEntries.likeListed(now, listed), content);
        stage = Stage.READY;
    }

    /** The content of what has none. */
    private static final class NoContent implements FileContent {
        @Override
        public OptionalLong size() {
            return OptionalLong.of(0);
        }

        @Override
        public List<ByteRange> regions() {
            return List.of();
        }

        @Override
        public int read(ByteBuffer into) {
            return -1;
        }

        @Override
        public void close() {
            // nothing is held open
        }
    }
}
