package io.godwit.core.internal.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory for temporary files of a process that only looks, and so has no journal to note it in. A lock of the operating system in it
 * says that its process lives; what dead ones left goes when the next is made. Not thread-safe.
 */
final class LookScratch implements AutoCloseable {
    private static final String PREFIX = "godwit-look-";
    private static final String LOCK = ".lock";

    private final Path path;
    private final FileChannel lock;

    private LookScratch(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes one.
     *
     * @param parent the directory for temporary files
     * @throws IOException where it cannot be made
     */
    static LookScratch in(Path parent) throws IOException {
        sweep(parent);
        Path path = Files.createTempDirectory(parent, PREFIX);
        FileChannel channel =
                FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            channel.lock();
            locked = true;
            return new LookScratch(path, channel);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static void sweep(Path parent) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path each : all) {
                if (isLeft(each)) {
                    LookContext.removeTree(each);
                }
            }
        }
    }

    /** Whether its process is dead; what cannot be told, or is another user's, stays. */
    private static boolean isLeft(Path directory) throws IOException {
        Path file = directory.resolve(LOCK);
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException | AccessDeniedException | NoSuchFileException e) {
            // this very process has it, somebody else made it, or it is gone by now
            return false;
        }
    }

    /** The directory. */
    Path path() {
        return path;
    }

    /** Removes it with all that is in it. */
    @Override
    public void close() throws IOException {
        lock.close();
        LookContext.removeTree(path);
    }
}
