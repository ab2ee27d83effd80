package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * SFTP channels, each over a connection of its own, since one connection deciphers on one core. A channel that failed is closed and
 * replaced. Thread-safe.
 */
final class SftpPool implements AutoCloseable {
    private final Location location;
    private final String root;
    private final Deque<Leased> idle = new ArrayDeque<>();
    private volatile @Nullable SshTools tools;
    private volatile @Nullable SshBecome become;
    private boolean closed;

    SftpPool(Location location) {
        this.location = location;
        this.root = SshTarget.wire(SshTarget.of(location).path());
    }

    /** Lends a channel; the caller closes the lease. */
    Lease take(WorkContext context) {
        while (true) {
            Leased known;
            synchronized (this) {
                if (closed) {
                    throw new IllegalStateException("the tree is closed");
                }
                known = idle.pollFirst();
            }
            if (known == null) {
                return new Lease(this, open(context));
            }
            if (known.sftp().isAlive()) {
                return new Lease(this, known);
            }
            known.close();
        }
    }

    private Leased open(WorkContext context) {
        SshConnection connection = SshConnection.open(location, context);
        try {
            SshBecome become = become(connection, context);
            return new Leased(connection, new Sftp(connection, become, root), new SshShell(connection, become));
        } catch (IOException e) {
            connection.close();
            throw noSftp(connection, e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static MigrationException noSftp(SshConnection connection, IOException cause) {
        if (!connection.isAlive()) {
            return SshErrors.lost(
                    cause, "opening SFTP at \"" + connection.target().address() + "\"");
        }
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "ssh.no-sftp",
                        "the server \"" + connection.target().address() + "\" offers no SFTP")
                .subject(connection.target().address())
                .remedy("Switch its SFTP subsystem on (\"Subsystem sftp internal-sftp\" in sshd_config).")
                .cause(cause)
                .build();
    }

    /** Whom to be, and how; asked over the first connection only. */
    private @Nullable SshBecome become(SshConnection connection, WorkContext context) {
        SshBecome known = become;
        if (known != null) {
            return known.over(connection);
        }
        known = SshBecome.of(connection, context);
        become = known;
        return known;
    }

    private SshTools tools(Lease lease, WorkContext context) {
        SshTools known = tools;
        if (known == null) {
            known = SshTools.find(lease.shell(), lease.sftp().hasByteNames(), context);
            tools = known;
        }
        return known;
    }

    private synchronized boolean giveBack(Leased leased) {
        if (closed || !leased.sftp().isAlive()) {
            return false;
        }
        idle.addFirst(leased);
        return true;
    }

    @Override
    public void close() {
        Deque<Leased> all;
        synchronized (this) {
            closed = true;
            all = new ArrayDeque<>(idle);
            idle.clear();
        }
        all.forEach(Leased::close);
    }

    private record Leased(SshConnection connection, Sftp sftp, SshShell shell) {
        void close() {
            sftp.close();
            connection.close();
        }
    }

    /** A channel on loan. One thread at a time. */
    static final class Lease implements AutoCloseable {
        /** A disk with less room than what is under way at a time is taken for full when writing to it fails. */
        private static final long FULL_BYTES = 1 << 20;

        private final SftpPool pool;
        private final Leased leased;
        private boolean broken;
        private boolean returned;

        private Lease(SftpPool pool, Leased leased) {
            this.pool = pool;
            this.leased = leased;
        }

        Sftp sftp() {
            return leased.sftp();
        }

        boolean isAlive() {
            return leased.sftp().isAlive();
        }

        /** Runs commands over the same connection. */
        SshShell shell() {
            return leased.shell();
        }

        /** What the server has to spare round trips; asked once for the tree. */
        SshTools tools(WorkContext context) {
            return pool.tools(this, context);
        }

        /** The channel is in an unknown state (answers outstanding, connection lost) and must not be lent again. */
        void spoil() {
            broken = true;
        }

        /** Says in our terms what failed; a channel that was lost, or did not answer, is not lent again. */
        MigrationException failure(IOException cause, String what, String path) {
            MigrationException failure = SshErrors.of(cause, what, path);
            if (failure.category() == ErrorCategory.CONNECTIVITY) {
                broken = true;
            }
            return failure;
        }

        /** As {@link #failure}, for writing: OpenSSH says of a full disk no more than that something failed. */
        MigrationException writeFailure(IOException cause, String what, String path) {
            MigrationException failure = failure(cause, what, path);
            if (!failure.code().equals("tree.request-refused")) {
                return failure;
            }
            OptionalLong room = SftpSpace.of(sftp());
            return room.isPresent() && room.getAsLong() < FULL_BYTES
                    ? SshErrors.noSpace(what + " \"" + path + "\" failed: ", path, cause)
                    : failure;
        }

        @Override
        public void close() {
            if (!returned) {
                returned = true;
                if (broken || !pool.giveBack(leased)) {
                    leased.close();
                }
            }
        }
    }
}
