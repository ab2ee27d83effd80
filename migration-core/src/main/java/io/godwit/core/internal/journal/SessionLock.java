package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock of the operating system beside the journal, held as long as a process of this machine runs the session: the system itself
 * lets go of it when the process dies, also where pids cannot be compared (two containers over one directory).
 */
final class SessionLock implements AutoCloseable {
    private final FileChannel channel;

    private SessionLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock of a session, or gives nothing where a living process has it. */
    static Optional<SessionLock> tryTake(Path journal, String session) {
        Path file = fileOf(journal, session);
        JournalFiles.makeFile(file);
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return Optional.of(new SessionLock(channel));
                }
            } catch (OverlappingFileLockException e) {
                // this very process has it
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "journal.not-writable",
                            "\"" + file + "\" cannot be locked: " + e.getMessage())
                    .subject(file.toString())
                    .remedy("Put the journal on a file system that knows locks.")
                    .cause(e)
                    .build();
        }
    }

    private static Path fileOf(Path journal, String session) {
        return journal.resolveSibling(journal.getFileName() + "-locks").resolve(session + ".lock");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
