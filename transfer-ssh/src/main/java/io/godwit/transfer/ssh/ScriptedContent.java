package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/** A file among the answers of {@link PerlScripts#READ}. One thread. */
final class ScriptedContent implements FileContent {
    /** The content of what has none. */
    static final ScriptedContent NONE = new ScriptedContent();

    private final ScriptedAnswers answers;
    private final long size;
    private final String path;
    private final SftpPool.@Nullable Lease lease;
    private int inPiece;
    private long seen;
    private char end;

    private ScriptedContent() {
        this.answers = new ScriptedAnswers(InputStream.nullInputStream());
        this.size = 0;
        this.path = "";
        this.lease = null;
        this.end = '=';
    }

    ScriptedContent(ScriptedAnswers answers, long size, String path, SftpPool.Lease lease) {
        this.answers = answers;
        this.size = size;
        this.path = path;
        this.lease = lease;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public List<ByteRange> regions() {
        return size == 0 ? List.of() : List.of(new ByteRange(0, size));
    }

    @Override
    public int read(ByteBuffer into) {
        try {
            if (!into.hasRemaining()) {
                return 0;
            }
            if (isAtEnd()) {
                check();
                return -1;
            }
            int count = answers.take(into, inPiece);
            inPiece -= count;
            seen += count;
            return count;
        } catch (IOException e) {
            if (lease == null) {
                throw new IllegalStateException(e);
            }
            throw lease.failure(e, "reading", path);
        }
    }

    private boolean isAtEnd() throws IOException {
        if (inPiece == 0 && end == 0) {
            inPiece = answers.number();
            if (inPiece == 0) {
                end = (char) answers.octet();
            }
        }
        return inPiece == 0;
    }

    private void check() throws IOException {
        if (end == '?') {
            throw new SFTPException(StatusCode.FAILURE, "the file could not be read to its end");
        }
        if (end != '=') {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "tree.changed",
                            "the file \"" + path + "\" changed while it was read, at byte " + seen + " of " + size)
                    .subject(path)
                    .remedy("Something writes to it; it is read again.")
                    .retryable(true)
                    .build();
        }
    }

    /** Goes to what stands behind it. */
    void skip() throws IOException {
        while (!isAtEnd()) {
            inPiece -= answers.skip(inPiece);
        }
    }

    @Override
    public void close() {
        // what was not read is skipped by the stream
    }
}
