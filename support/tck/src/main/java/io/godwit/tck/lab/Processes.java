package io.godwit.tck.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Tells what became of processes of this machine. Thread-safe.
 *
 * @since 0.1
 */
public final class Processes {
    private Processes() {}

    /**
     * Whether a process still does anything. One that has ended does not, also where nobody reaped it: in a bare container the
     * first process leaves orphans as they are, and {@link ProcessHandle#isAlive} calls those alive.
     *
     * @param pid id of the process
     * @return true for a process that runs, sleeps or is stopped
     */
    public static boolean runs(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return !status.startsWith(") Z", status.lastIndexOf(')'));
        } catch (NoSuchFileException ended) {
            return false;
        } catch (IOException e) {
            if (Files.exists(Path.of("/proc", Long.toString(pid)))) {
                throw new UncheckedIOException(e);
            }
            return false; // it ended while its status was read
        }
    }
}
