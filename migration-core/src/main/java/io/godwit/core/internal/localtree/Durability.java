package io.godwit.core.internal.localtree;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings files to the medium, many at a time. Forcing each file by itself costs a commit of the file system's log each; forced from
 * several threads they share one, and {@code sync -f} writes a whole file system with one commit. The latter is taken for large
 * batches while it is quick, that is, while nobody else has much unwritten data on that file system. Thread-safe.
 */
final class Durability {
    private static final int THREADS = 16;
    /** Below this many files the tool is not worth its start. */
    private static final int WHOLE = 48;
    /** What one file costs when it is forced among others; measured on ext4 over a virtual disk. */
    private static final Duration PER_FILE = Duration.ofNanos(400_000);

    private static final Duration START = Duration.ofMillis(50);
    private static final int PAUSE = 16;
    private static final Set<String> KNOWN =
            Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "tmpfs", "overlay", "zfs");

    /** Batches for which the whole file system is not written, after that was slow. */
    private final AtomicInteger pause = new AtomicInteger();

    /** Forces regular files that were written and closed. */
    void files(List<Path> files) throws IOException {
        if (files.size() >= WHOLE && wholeFileSystem(files)) {
            return;
        }
        force(files);
    }

    private boolean wholeFileSystem(List<Path> files) throws IOException {
        if (pause.get() > 0) {
            pause.decrementAndGet();
            return false;
        }
        Path some = files.get(0).getParent();
        if (some == null || !KNOWN.contains(Files.getFileStore(some).type().toLowerCase(Locale.ROOT))) {
            return false;
        }
        long begin = System.nanoTime();
        boolean done = SystemTools.succeeds(List.of("sync", "-f", "."), some);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        if (!done || took.compareTo(PER_FILE.multipliedBy(files.size()).plus(START)) > 0) {
            pause.set(PAUSE);
        }
        return done;
    }

    private static void force(List<Path> files) throws IOException {
        if (files.size() <= 2) {
            for (Path file : files) {
                force(file);
            }
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, files.size()), work -> {
            Thread thread = new Thread(work, "godwit-flush");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Callable<Void>> work = new ArrayList<>();
            for (Path file : files) {
                work.add(() -> {
                    force(file);
                    return null;
                });
            }
            for (Future<Void> one : threads.invokeAll(work)) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.nio.channels.ClosedByInterruptException();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException fault) {
                throw fault;
            }
            throw new IOException(e.getCause());
        } finally {
            threads.shutdown();
        }
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (AccessDeniedException unreadable) {
            // its mode is set already and may keep even us out
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            } catch (AccessDeniedException sealed) {
                Path directory = file.toAbsolutePath().getParent();
                if (!SystemTools.succeeds(List.of("sync", "-f", "."), directory)) {
                    throw sealed;
                }
            }
        }
    }

    /** Forces the names in directories. Systems that cannot open a directory keep names by themselves. */
    void directories(Collection<Path> directories) throws IOException {
        if (!NativePaths.HAS_BYTES) {
            return;
        }
        for (Path directory : directories) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
