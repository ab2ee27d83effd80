package io.godwit.transfer.ssh;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;
import org.jspecify.annotations.Nullable;

/**
 * rsync between a directory of this machine and one of a server. rsync runs on both; its bytes go over our own connection, so that logins,
 * host keys, jumps, sudo and the bandwidth limit are the same as for everything else. Thread-safe.
 */
final class RsyncRoute implements DirectRoute {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** From this version on names go unseen by shells, and times to the nanosecond. */
    private static final int OLDEST_PROTOCOL = 31;

    private static final List<String> CAPABILITIES = List.of("hardlinks", "symlinks", "symtimes", "ACLs", "xattrs");
    private static final Pattern PROTOCOL = Pattern.compile("protocol version (\\d+)");
    /** Attributes that the system keeps for itself do not travel. */
    private static final List<String> OPTIONS = List.of(
            "--secluded-args",
            "--files-from=-",
            "--from0",
            "--no-implied-dirs",
            "--ignore-times",
            "-lptHSAX",
            "--filter=-x security.selinux",
            "--filter=-x security.ima",
            "--filter=-x security.evm",
            "--filter=-x trusted.*",
            "--blocking-io",
            "--no-human-readable",
            "--info=progress2");

    private final SftpPool pool;
    private final boolean isPull;
    private final Path here;
    private final String there;
    private final Optional<String> obstacle;

    private RsyncRoute(Location server, boolean isPull, Path here, WorkContext context) {
        this.pool = new SftpPool(server);
        this.isPull = isPull;
        this.here = here;
        this.there = SshTarget.of(server).path();
        boolean usable = false;
        try {
            this.obstacle = findObstacle(context);
            usable = true;
        } finally {
            if (!usable) {
                pool.close();
            }
        }
    }

    /** The route between two places; empty where not exactly one of them is a directory of this machine. */
    static Optional<DirectRoute> between(Location from, Location to, WorkContext context) {
        Path source = localPath(from);
        Path target = localPath(to);
        if ((source == null) == (target == null)) {
            return Optional.empty();
        }
        return Optional.of(
                source == null
                        ? new RsyncRoute(from, true, java.util.Objects.requireNonNull(target), context)
                        : new RsyncRoute(to, false, source, context));
    }

    private static @Nullable Path localPath(Location location) {
        boolean isHere = location.scheme().equals("file") && location.via().isEmpty();
        return isHere ? Path.of(location.uri()) : null;
    }

    private Optional<String> findObstacle(WorkContext context) {
        Optional<String> mine = missing(RsyncProcess.version(), "this machine");
        if (mine.isPresent()) {
            return mine;
        }
        try (SftpPool.Lease lease = pool.take(context)) {
            CommandResult told =
                    lease.shell().run(Command.of("rsync", "--version").within(PATIENCE), context);
            return missing(told.isSuccess() ? told.stdout() : "", "the server");
        } catch (MigrationException e) {
            if (!e.code().equals("host.no-commands")) {
                throw e;
            }
            return Optional.of("the server runs no commands");
        }
    }

    private static Optional<String> missing(String version, String where) {
        Matcher protocol = PROTOCOL.matcher(version);
        if (!protocol.find()) {
            return Optional.of("there is no rsync on " + where);
        }
        if (Integer.parseInt(protocol.group(1)) < OLDEST_PROTOCOL) {
            return Optional.of("the rsync on " + where + " is older than 3.1");
        }
        List<String> words = List.of(version.split("[\\s,]+"));
        return CAPABILITIES.stream()
                .filter(capability -> !words.contains(capability))
                .findFirst()
                .map(capability -> "the rsync on " + where + " was built without " + capability);
    }

    @Override
    public String id() {
        return "rsync";
    }

    @Override
    public Optional<String> obstacle() {
        return obstacle;
    }

    @Override
    public Optional<String> carry(List<TreeEntry> entries, boolean owners, WriteToken token, WorkContext context) {
        context.cancellation().throwIfCancelled();
        try (SftpPool.Lease lease = pool.take(context)) {
            String aside = asideName(token);
            try (Aside directory = isPull ? Aside.here(here.resolve(aside)) : Aside.there(lease, TreePath.of(aside))) {
                java.util.Objects.requireNonNull(directory);
                return new RsyncProcess(lease, context).run(arguments(owners, aside), names(entries), this::server);
            }
        } catch (IOException e) {
            throw MigrationException.of(
                            io.godwit.spi.ErrorCategory.TRANSFER,
                            "ssh.rsync-failed",
                            "rsync could not be started here: " + e)
                    .remedy("Look at the temporary directory of this machine, or write \"files: relay\".")
                    .cause(e)
                    .build();
        }
    }

    /** Where rsync writes before it renames; the name tells whose it is. */
    private static String asideName(WriteToken token) {
        return WritableFileTree.TEMPORARY_PREFIX + token.session().replaceAll("[^A-Za-z0-9._-]", "_") + "-"
                + token.fence() + "-rsync-" + Integer.toHexString(token.unit().hashCode());
    }

    private List<String> arguments(boolean owners, String aside) {
        List<String> arguments = new ArrayList<>(OPTIONS);
        if (owners) {
            arguments.add("-og");
        }
        arguments.add("--temp-dir=" + aside);
        arguments.add("--");
        String local = here + "/";
        String remote = "server:" + (there.endsWith("/") ? there : there + "/");
        arguments.add(isPull ? remote : local);
        arguments.add(isPull ? local : remote);
        return arguments;
    }

    private Command server(List<String> argv) {
        return Command.of(argv).within(Duration.ofHours(24));
    }

    private static byte[] names(List<TreeEntry> entries) {
        java.io.ByteArrayOutputStream names = new java.io.ByteArrayOutputStream();
        for (TreeEntry entry : entries) {
            names.writeBytes("./".getBytes(StandardCharsets.US_ASCII));
            names.writeBytes(entry.path().bytes());
            names.write(0);
        }
        return names.toByteArray();
    }

    @Override
    public void close() {
        pool.close();
    }

    /** The directory for what is under way; gone, with what an interrupted rsync left in it, when this is closed. */
    private interface Aside extends AutoCloseable {
        @Override
        void close() throws IOException;

        static Aside here(Path directory) throws IOException {
            Files.createDirectories(directory);
            return () -> {
                try (java.util.stream.Stream<Path> left = Files.list(directory)) {
                    for (Path file : left.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(directory);
            };
        }

        static Aside there(SftpPool.Lease lease, TreePath directory) throws IOException {
            Sftp sftp = lease.sftp();
            new SftpGuard(sftp).make(directory);
            return () -> {
                if (!lease.isAlive()) {
                    return; // the next runner of the session sweeps it
                }
                String path = sftp.absolute(directory);
                for (RemoteResourceInfo left : all(sftp, path)) {
                    sftp.remove(path + "/" + left.getName()).ok();
                }
                sftp.engine().removeDir(path);
            };
        }

        private static List<RemoteResourceInfo> all(Sftp sftp, String path) throws IOException {
            try (RemoteDirectory open = sftp.engine().openDir(path)) {
                RemoteResourceFilter all = found -> true;
                return open.scan(all);
            }
        }
    }
}
