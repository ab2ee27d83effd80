package io.godwit.core.internal.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The process that holds the lock under which the journal is written. The system releases it when that process ends; one that is only
 * stopped keeps it, and nothing but a person can change that.
 *
 * @param pid the process
 * @param command what it runs, or an empty string where that cannot be seen
 * @param isStopped whether it was stopped by a signal
 */
record LockHolder(long pid, String command, boolean isStopped) {
    private static final Path LOCKS = Path.of("/proc/locks");
    /** The byte of the shared-memory file that SQLite locks to write, as its file format says. */
    private static final long WRITE_LOCK = 120;

    /**
     * Looks for it.
     *
     * @param journal the database
     * @return the holder, or empty where nobody has the lock now, or the system does not tell
     */
    static Optional<LockHolder> of(Path journal) {
        try {
            Path shared = journal.resolveSibling(journal.getFileName() + "-shm");
            if (!Files.isReadable(LOCKS) || !Files.exists(shared)) {
                return Optional.empty();
            }
            String inode = ":" + Files.getAttribute(shared, "unix:ino");
            for (String line : Files.readAllLines(LOCKS)) {
                // 1: POSIX  ADVISORY  WRITE 4711 fe:01:131092 120 120
                List<String> words = List.of(line.strip().split("\\s+", -1));
                int write = words.indexOf("WRITE");
                if (write > 0
                        && words.size() > write + 4
                        && words.get(write + 2).endsWith(inode)
                        && holds(words, write)) {
                    return Optional.of(of(Long.parseLong(words.get(write + 1))));
                }
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException | NumberFormatException e) {
            // It only makes a message clearer; where it cannot be told, the message says less.
            return Optional.empty();
        }
    }

    private static boolean holds(List<String> words, int write) {
        String end = words.get(write + 4);
        return Long.parseLong(words.get(write + 3)) <= WRITE_LOCK
                && (end.equals("EOF") || Long.parseLong(end) >= WRITE_LOCK);
    }

    private static LockHolder of(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return new LockHolder(pid, "", false);
        }
        String command = "";
        boolean isStopped = false;
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("Name:")) {
                command = line.substring("Name:".length()).strip();
            } else if (line.startsWith("State:")) {
                isStopped = line.substring("State:".length()).strip().startsWith("T");
            }
        }
        return new LockHolder(pid, command, isStopped);
    }

    /** For people. */
    String describe() {
        return "process " + pid + (command.isEmpty() ? "" : " (" + command + ")")
                + (isStopped ? ", which is stopped" : "");
    }

    /** What a person does about it. */
    String remedy() {
        return isStopped
                ? "Let that process go on (kill -CONT " + pid + ") or end it (kill -KILL " + pid + "), then try again."
                : "Wait until process " + pid + " is done, or look what it does, then try again.";
    }
}
