package io.godwit.tck.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Which process started a container, in words that a later process can check.
 *
 * @param place machine boot and process namespace; pids compare only within one
 * @param pid process id
 * @param started start of that process, in milliseconds since 1970; pids are reused
 */
record Owner(String place, long pid, long started) {
    static final String LABEL = "io.godwit.lab.owner";

    static Owner self() {
        return new Owner(here(), ProcessHandle.current().pid(), startOf(ProcessHandle.current()));
    }

    static Optional<Owner> parse(String label) {
        String[] parts = label.split("/", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Owner(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        } catch (NumberFormatException e) {
            return Optional.empty(); // not a label of ours
        }
    }

    String label() {
        return place + "/" + pid + "/" + started;
    }

    /** Whether the process certainly is no more. False when it cannot be seen from here. */
    boolean isGone() {
        return place.equals(here())
                && ProcessHandle.of(pid).filter(p -> startOf(p) == started).isEmpty();
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String here() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
                    + ","
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException e) {
            return "unknown-" + ProcessHandle.current().pid(); // no /proc: nothing can be said of other processes
        }
    }
}
