package io.godwit.transfer.ssh;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One run of the rsync of this machine, whose remote end is started over a connection of ours. rsync wants a program in the place of
 * {@code ssh}: it gets a script that passes its bytes through two named pipes, which we read and write. One thread, beside its own.
 */
final class RsyncProcess {
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_COMPLAINTS = 64 * 1024;
    /** Tells what the server is to run, then passes the bytes of both directions; it ends, as ssh would, when the other end has. */
    private static final String SCRIPT = """
        d=${0%/*}; shift
        for word; do printf '%s\\0' "$word"; done > "$d/words"
        exec 3<&0
        cat <&3 > "$d/up" &
        up=$!
        cat "$d/down"
        kill "$up"
        """;

    private static final Map<Integer, String> EXITS = Map.ofEntries(
            Map.entry(1, "it did not understand its arguments"),
            Map.entry(2, "both ends speak no common protocol"),
            Map.entry(3, "it could not choose its files or directories"),
            Map.entry(4, "the other end does not support what was asked for"),
            Map.entry(5, "both ends could not begin to talk"),
            Map.entry(10, "reading or writing the connection failed"),
            Map.entry(11, "reading or writing files failed"),
            Map.entry(12, "the bytes of the connection made no sense to it"),
            Map.entry(13, "it could not tell its messages"),
            Map.entry(14, "its processes could not talk with each other"),
            Map.entry(20, "it was interrupted"),
            Map.entry(22, "it had too little memory"),
            Map.entry(23, "some files or attributes could not be carried"),
            Map.entry(24, "some files vanished before they were carried"),
            Map.entry(25, "it stopped deleting at its limit"),
            Map.entry(30, "the other end fell silent"),
            Map.entry(35, "the other end did not answer"),
            Map.entry(127, "there is no rsync on the other end"));

    private final SftpPool.Lease lease;
    private final WorkContext context;

    RsyncProcess(SftpPool.Lease lease, WorkContext context) {
        this.lease = lease;
        this.context = context;
    }

    /** What the rsync of this machine says of itself; empty where there is none. */
    static String version() {
        try {
            Process process = builder(List.of("rsync", "--version"))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? told : "";
        } catch (IOException noRsync) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("asking rsync for its version");
        }
    }

    private static ProcessBuilder builder(List<String> argv) {
        ProcessBuilder builder = new ProcessBuilder(argv);
        String path = builder.environment().getOrDefault("PATH", "/usr/bin:/bin");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    /**
     * Runs rsync.
     *
     * @param arguments but for the program in the place of ssh
     * @param names what it carries, each ended by NUL
     * @param server makes the command of the other end
     * @return what it complained of where it did not carry all
     */
    Optional<String> run(List<String> arguments, byte[] names, Function<List<String>, Command> server)
            throws IOException {
        Path directory = Files.createTempDirectory(
                "godwit-rsync-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Path script = Files.writeString(directory.resolve("shell"), SCRIPT);
            List<String> pipes = List.of("words", "up", "down");
            for (String pipe : pipes) {
                makePipe(directory.resolve(pipe));
            }
            List<String> argv = new ArrayList<>(List.of("rsync", "-e", "sh '" + script + "'"));
            argv.addAll(arguments);
            return run(directory, builder(argv).start(), names, server);
        } finally {
            for (String left : List.of("shell", "words", "up", "down")) {
                Files.deleteIfExists(directory.resolve(left));
            }
            Files.delete(directory);
        }
    }

    private static void makePipe(Path pipe) throws IOException {
        try {
            Process made =
                    builder(List.of("mkfifo", "-m", "600", pipe.toString())).start();
            if (made.waitFor() != 0) {
                throw new IOException("mkfifo failed for " + pipe);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("starting rsync");
        }
    }

    private Optional<String> run(Path directory, Process rsync, byte[] names, Function<List<String>, Command> server)
            throws IOException {
        CancellationToken.Registration stop = context.cancellation().onCancel(rsync::destroyForcibly);
        try {
            CompletableFuture<String> complaints = in("errors", () -> text(rsync.getErrorStream()));
            CompletableFuture<Boolean> naming = in("names", () -> {
                try (OutputStream out = rsync.getOutputStream()) {
                    out.write(names);
                }
                return true;
            });
            CompletableFuture<Boolean> progress = in("progress", () -> {
                new RsyncProgress(context.progress()).read(rsync.getInputStream());
                return true;
            });
            CompletableFuture<Optional<CommandResult>> passing = in("bytes", () -> pass(directory, server));
            int exit = await(rsync, directory, passing);
            progress.exceptionally(ended -> false).join();
            naming.exceptionally(ended -> false).join();
            Optional<CommandResult> remote = remote(passing);
            return judge(exit, complaints.exceptionally(ended -> "").join(), remote);
        } finally {
            stop.close();
            rsync.destroyForcibly();
            release(directory);
        }
    }

    /** Waits for rsync; where the passing of bytes fails, rsync cannot go on. */
    private int await(Process rsync, Path directory, CompletableFuture<Optional<CommandResult>> passing)
            throws IOException {
        CompletableFuture<Optional<CommandResult>> watched = passing.whenComplete((done, failure) -> {
            if (failure != null) {
                rsync.destroyForcibly();
            }
        });
        try {
            int exit = rsync.waitFor();
            while (!watched.isDone()) {
                // whoever still waits for the other end of a pipe to be opened waits for nothing
                release(directory);
                CompletableFuture.anyOf(watched.handle((done, failure) -> true), pause())
                        .join();
            }
            return exit;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("waiting for rsync");
        }
    }

    private static CompletableFuture<Boolean> pause() {
        return new CompletableFuture<Boolean>().completeOnTimeout(true, 50, TimeUnit.MILLISECONDS);
    }

    private Optional<CommandResult> remote(CompletableFuture<Optional<CommandResult>> passing) {
        try {
            return passing.join();
        } catch (CompletionException e) {
            context.cancellation().throwIfCancelled();
            if (e.getCause() instanceof MigrationException failure) {
                throw failure;
            }
            // a pipe that broke tells no more than that rsync ended, whose exit status tells why
            return Optional.empty();
        }
    }

    /** Opens and closes both ends of each pipe, which lets go of all that wait for one. */
    private static void release(Path directory) throws IOException {
        for (String pipe : List.of("words", "up", "down")) {
            Path path = directory.resolve(pipe);
            if (Files.exists(path)) {
                new RandomAccessFile(path.toFile(), "rw").close();
            }
        }
    }

    /** Starts the other end as rsync wants it, and passes bytes until both are done. */
    private Optional<CommandResult> pass(Path directory, Function<List<String>, Command> server) throws IOException {
        List<String> argv = new ArrayList<>();
        try (InputStream told = Files.newInputStream(directory.resolve("words"))) {
            NulRecords words = new NulRecords(told);
            for (byte @Nullable [] word = words.next(); word != null; word = words.next()) {
                argv.add(new String(word, StandardCharsets.UTF_8));
            }
        }
        if (argv.isEmpty()) {
            return Optional.empty(); // rsync ended before it came so far
        }
        try (SshCommand remote = lease.shell().start(server.apply(argv), context)) {
            CompletableFuture<Boolean> up = in("up", () -> {
                try (InputStream from = Files.newInputStream(directory.resolve("up"));
                        OutputStream to = remote.stdin()) {
                    copy(from, to);
                }
                return true;
            });
            try (OutputStream to = Files.newOutputStream(directory.resolve("down"))) {
                copy(remote.rawStdout(), to);
            }
            CommandResult ended = remote.await().get(0);
            // what was still to be sent nobody takes any more
            up.completeOnTimeout(false, 1, TimeUnit.MINUTES)
                    .exceptionally(lost -> false)
                    .join();
            return Optional.of(ended);
        }
    }

    private void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            context.limits().acquireBandwidth(count);
            to.write(buffer, 0, count);
            to.flush();
        }
    }

    private Optional<String> judge(int exit, String said, Optional<CommandResult> remote) {
        context.cancellation().throwIfCancelled();
        String all = said + remote.map(CommandResult::stderr).orElse("");
        // the last word of each end only repeats its status
        String first = all.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("rsync error: "))
                .findFirst()
                .orElse("");
        if (exit == 0) {
            return Optional.empty();
        }
        String why = EXITS.getOrDefault(exit, "its exit status " + exit + " is not known here");
        String message =
                "rsync ended with exit status " + exit + ": " + why + (first.isEmpty() ? "" : " (" + first + ")");
        if (all.contains("No space left on device") || all.contains("Disk quota exceeded")) {
            throw SshErrors.noSpace(message + ": ", "", new IOException(first));
        }
        if (exit == 23 || exit == 24) {
            return Optional.of(message);
        }
        boolean ofLine = exit == 10 || exit == 12 || exit == 30 || exit == 35;
        if (ofLine && !lease.isAlive()) {
            throw SshErrors.lost(new IOException(message), "rsync");
        }
        throw MigrationException.of(ErrorCategory.TRANSFER, "ssh.rsync-failed", message)
                .remedy("Look at what it says, or write \"files: relay\", which does without rsync.")
                .build();
    }

    private static String text(InputStream stream) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
            if (text.size() < MOST_COMPLAINTS) {
                text.write(buffer, 0, count);
            }
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private interface Task<T extends @Nullable Object> {
        T run() throws IOException;
    }

    private static <T extends @Nullable Object> CompletableFuture<T> in(String name, Task<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(task.run());
                    } catch (IOException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                "godwit-rsync-" + name);
        thread.setDaemon(true);
        thread.start();
        return result;
    }
}
