package io.godwit.spi;

import java.nio.channels.ByteChannel;
import java.util.Optional;

/**
 * A machine to stand on: this one, one behind SSH, a container. Commands are argument vectors; nothing is ever pasted into a
 * shell line by callers.
 *
 * @implSpec Thread-safe. Remote processes end when the connection ends.
 */
@Incubating
public interface Host extends AutoCloseable {
    /**
     * What this machine is.
     *
     * @param context progress, cancellation, limits
     * @return the facts, found once and kept
     */
    HostFacts facts(WorkContext context);

    /**
     * Looks for a program on the search path.
     *
     * @param name its name, for instance {@code rsync}
     * @param context progress, cancellation, limits
     * @return the absolute path, or empty where there is none
     */
    Optional<String> which(String name, WorkContext context);

    /**
     * Starts commands that are joined by pipes on this machine.
     *
     * @param pipeline what to run
     * @param context cancellation ends the processes
     * @return the running commands, owned by the caller
     * @throws MigrationException CONNECTIVITY, {@code host.lost}; COMPATIBILITY, {@code host.no-commands}, where the machine
     *     runs none; TRANSFER, {@code host.start-failed}
     */
    RunningPipeline start(Pipeline pipeline, WorkContext context);

    /**
     * Runs one command to its end and keeps what it prints.
     *
     * @param command what to run, without standard input
     * @param context cancellation ends the process
     * @return its exit and what it printed, whatever the exit status
     * @throws MigrationException as {@link #start}; {@code host.timeout}; {@code host.output-too-large} beyond 16 MiB
     */
    CommandResult run(Command command, WorkContext context);

    /**
     * Connects to a TCP port or Unix socket as this machine sees it.
     *
     * @param endpoint where
     * @param context cancellation, limits
     * @return a channel, owned by the caller
     * @throws MigrationException CONNECTIVITY, {@code host.connect-failed}
     */
    ByteChannel connect(Endpoint endpoint, WorkContext context);

    /**
     * Puts a secret where a command can read it: a new file that only our user may read.
     *
     * @param secret what; not closed by this
     * @param context cancellation, limits
     * @return the file, removed when closed and when the connection ends, as far as the machine can
     */
    SecretFile place(Secret secret, WorkContext context);

    @Override
    void close();

    /** A secret in a file of mode 0600 on a {@link Host}. */
    interface SecretFile extends AutoCloseable {
        /**
         * Where it is.
         *
         * @return the absolute path on that machine
         */
        String path();

        /** Removes the file. */
        @Override
        void close();
    }

    /**
     * Where to connect to.
     *
     * @param address a host name or address, or the absolute path of a Unix socket
     * @param port the TCP port, or 0 for a Unix socket
     */
    record Endpoint(String address, int port) {
        /** Checks the parts. */
        public Endpoint {
            Checks.notBlank(address, "address");
            if (port < 0 || port > 65535 || (port == 0) != address.startsWith("/")) {
                throw new IllegalArgumentException("an endpoint is a host with a port, or the path of a socket");
            }
        }
    }
}
