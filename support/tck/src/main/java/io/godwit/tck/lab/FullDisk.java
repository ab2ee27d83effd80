package io.godwit.tck.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A small file system of its own, to be filled up: what runs out of space here harms nobody else. It lives in memory (tmpfs), which takes the right to mount:
 * that of root, or of a sudo that asks no password.
 *
 * <pre>{@code
 * try (FullDisk disk = FullDisk.ofSize(16 << 20)) {
 *     disk.leave(1 << 20);          // all but 1 MiB is taken
 *     copyTo(disk.path());          // fails
 *     disk.release();               // space again
 *     resume();
 * }
 * }</pre>
 *
 * <p>For one thread at a time.
 *
 * @since 0.1
 */
public final class FullDisk implements AutoCloseable {
    private static final String BALLAST = ".lab-ballast";
    private static final int BLOCK = 4096;

    private final Path path;
    private boolean mounted;

    private FullDisk(Path path) {
        this.path = path;
        this.mounted = true;
    }

    /**
     * Mounts an empty file system of that size.
     *
     * @param bytes its size; rounded up to whole pages of memory
     * @throws LabException if this process may not mount, with the system's words
     */
    public static FullDisk ofSize(long bytes) {
        try {
            Path path = Files.createTempDirectory("lab-disk-");
            try {
                run("mount", "-t", "tmpfs", "-o", "size=" + bytes + ",mode=0777", "godwit-lab-disk", path.toString());
            } catch (LabException e) {
                Files.delete(path);
                throw new LabException(
                        "A disk that can be filled up needs the right to mount a tmpfs; run the test as root or with a"
                                + " sudo that asks nothing (in a container: with CAP_SYS_ADMIN). "
                                + e.getMessage(),
                        e);
            }
            return new FullDisk(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a directory to mount on", e);
        }
    }

    /** The root of the file system. */
    public Path path() {
        return path;
    }

    /** Bytes that can still be written. */
    public long free() {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot ask '" + path + "' for its space", e);
        }
    }

    /**
     * Fills the disk until only that much is free. Repeatable.
     *
     * @param bytes what to leave; rounded to whole blocks of 4 KiB
     */
    public void leave(long bytes) {
        release();
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(path.resolve(BALLAST))) {
            for (long left = (free() - bytes) / BLOCK; left > 0; left--) {
                out.write(block);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill up '" + path + "'", e);
        }
    }

    /** Takes back what {@link #leave} took. */
    public void release() {
        try {
            Files.deleteIfExists(path.resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot free space on '" + path + "'", e);
        }
    }

    /** Lets nobody write any more; fails while something is open to be written. */
    public void readOnly() {
        run("mount", "-o", "remount,ro", path.toString());
    }

    /** Takes back {@link #readOnly}. */
    public void writable() {
        run("mount", "-o", "remount,rw", path.toString());
    }

    /** Removes the file system with all that is in it, also while files are open there. */
    @Override
    public void close() {
        if (mounted) {
            run("umount", "--lazy", path.toString());
            mounted = false;
            try {
                Files.delete(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot remove '" + path + "'", e);
            }
        }
    }

    /** Runs a command that needs the right to mount; an ordinary user's through sudo, if that asks no questions. */
    private static void run(String... argv) {
        Optional<String> problem = attempt(argv);
        if (problem.isPresent()) {
            List<String> again = new ArrayList<>(List.of("sudo", "-n"));
            again.addAll(List.of(argv));
            attempt(again.toArray(String[]::new)).ifPresent(second -> {
                throw new LabException(problem.get() + "; " + second);
            });
        }
    }

    private static Optional<String> attempt(String... argv) {
        try {
            Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return Optional.empty();
            }
            return Optional.of("'" + String.join(" ", argv) + "': " + output.strip());
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage())); // it names the program that is not there
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("Interrupted while '" + argv[0] + "' ran", e);
        }
    }
}
