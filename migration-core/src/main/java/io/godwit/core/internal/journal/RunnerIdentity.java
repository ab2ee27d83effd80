package io.godwit.core.internal.journal;

import io.godwit.core.MigrationSession.RunnerInfo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * Which process runs a session.
 *
 * @param owner what the program calls itself
 * @param host the machine
 * @param boot tells one run of the machine from the next, and behind a slash the space of pids; an empty string where it cannot be told
 * @param pid the process
 * @param startedAt when the process was started, as pids come back; the epoch where it cannot be told
 */
public record RunnerIdentity(String owner, String host, String boot, long pid, Instant startedAt) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

    private static final Path PID_SPACE = Path.of("/proc/self/ns/pid");

    /** Checks the parts. */
    public RunnerIdentity {
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(boot, "boot");
        Objects.requireNonNull(startedAt, "startedAt");
    }

    /**
     * This process.
     *
     * @param owner what the program calls itself
     * @return its identity
     */
    public static RunnerIdentity here(String owner) {
        ProcessHandle me = ProcessHandle.current();
        return new RunnerIdentity(owner, hostName(), bootAndSpace(), me.pid(), startOf(me));
    }

    /**
     * Whether this identity is certainly that of a process that is no more, as far as can be told from here.
     *
     * @param observer a process that looks
     * @return false where it lives, or lived on another machine
     */
    boolean isDeadFor(RunnerIdentity observer) {
        if (!host.equals(observer.host)) {
            return false;
        }
        if (!bootOf(boot).equals(bootOf(observer.boot))) {
            return !boot.isEmpty() && !observer.boot.isEmpty();
        }
        if (!boot.equals(observer.boot)) {
            // another container: its pids are others
            return false;
        }
        return ProcessHandle.of(pid)
                .map(process -> {
                    Instant start = startOf(process);
                    return !start.equals(Instant.EPOCH) && !startedAt.equals(Instant.EPOCH) && !start.equals(startedAt);
                })
                .orElse(true);
    }

    private static String bootOf(String boot) {
        int slash = boot.indexOf('/');
        return slash < 0 ? boot : boot.substring(0, slash);
    }

    private static String bootAndSpace() {
        String id = firstLine(BOOT_ID);
        try {
            return id.isEmpty() || !Files.exists(PID_SPACE) ? id : id + "/" + Files.readSymbolicLink(PID_SPACE);
        } catch (IOException | UnsupportedOperationException e) {
            // Not for us to see: then there is one for all.
            return id;
        }
    }

    /** Whether both are certainly one process. */
    boolean isProcessOf(RunnerIdentity other) {
        return host.equals(other.host)
                && !boot.isEmpty()
                && boot.equals(other.boot)
                && pid == other.pid
                && startedAt.equals(other.startedAt);
    }

    RunnerInfo describe(Instant since) {
        return new RunnerInfo(owner, host, pid, since);
    }

    private static Instant startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Instant.ofEpochMilli(start.toEpochMilli()))
                .orElse(Instant.EPOCH);
    }

    private static String hostName() {
        String name = firstLine(HOST_NAME);
        if (!name.isEmpty()) {
            return name;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine that does not know its own name: all runners on it are then taken for one host's.
            return "localhost";
        }
    }

    private static String firstLine(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            // Not Linux, or not for us to see: then it is not known.
            return "";
        }
    }
}
