package io.godwit.core.internal.host;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One command under way, with the tail of what it complains. Thread-safe. */
final class LocalProcess {
    private static final int STDERR_BYTES = 64 * 1024;
    private static final long STDERR_GRACE_SECONDS = 1;
    /** Signals that have the same number everywhere. */
    private static final Map<Integer, String> SIGNALS = Map.ofEntries(
            Map.entry(1, "HUP"),
            Map.entry(2, "INT"),
            Map.entry(3, "QUIT"),
            Map.entry(4, "ILL"),
            Map.entry(5, "TRAP"),
            Map.entry(6, "ABRT"),
            Map.entry(8, "FPE"),
            Map.entry(9, "KILL"),
            Map.entry(11, "SEGV"),
            Map.entry(13, "PIPE"),
            Map.entry(14, "ALRM"),
            Map.entry(15, "TERM"));

    private final Command command;
    private final Process process;
    private final Tail complaints = new Tail(STDERR_BYTES);
    private final CompletableFuture<Void> complained;

    private LocalProcess(Command command, Process process, ExecutorService threads) {
        this.command = command;
        this.process = process;
        this.complained = CompletableFuture.runAsync(this::drainComplaints, threads);
    }

    /**
     * Starts a command.
     *
     * @throws MigrationException TRANSFER, {@code host.start-failed}
     */
    static LocalProcess start(Command command, String mark, ExecutorService threads) {
        checkEncodable(command);
        ProcessBuilder builder = new ProcessBuilder(command.argv());
        ChildEnvironment.reduce(builder.environment());
        builder.environment().putAll(command.environment());
        builder.environment().put(ProcessTree.MARK, mark);
        String directory = command.directory().orElseGet(() -> System.getProperty("user.home", "/"));
        if (command.directory().isPresent() || Files.isDirectory(Path.of(directory))) {
            builder.directory(new File(directory));
        }
        try {
            return new LocalProcess(command, builder.start(), threads);
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "host.start-failed",
                            "\"" + command + "\" could not be started in \"" + directory + "\"")
                    .subject(command.toString())
                    .remedy("See that the program is installed and that the directory is there.")
                    .cause(e)
                    .build();
        }
    }

    /** The virtual machine would replace what its locale cannot express, and the command would get another name. */
    private static void checkEncodable(Command command) {
        Charset charset = Charset.forName(
                System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name()));
        for (String argument : command.argv()) {
            check(argument, charset, command);
        }
        command.environment().values().forEach(value -> check(value, charset, command));
    }

    private static void check(String text, Charset charset, Command command) {
        if (!charset.newEncoder().canEncode(text)) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "host.argument-not-encodable",
                            "an argument of \"" + command + "\" cannot be expressed in " + charset.name())
                    .subject(command.toString())
                    .remedy("Start Godwit under a UTF-8 locale, for instance with LC_ALL=C.UTF-8.")
                    .build();
        }
    }

    Command command() {
        return command;
    }

    Process process() {
        return process;
    }

    private void drainComplaints() {
        byte[] buffer = new byte[8192];
        try (InputStream stderr = process.getErrorStream()) {
            for (int n = stderr.read(buffer); n >= 0; n = stderr.read(buffer)) {
                complaints.add(buffer, n);
            }
        } catch (IOException e) {
            // the stream was closed under us because the process was killed: what came before is kept
        }
    }

    /** How it ended; only for a process that did. */
    CommandResult result(String stdout) {
        int status = process.exitValue();
        String signal = status > 128 && File.separatorChar == '/' ? SIGNALS.getOrDefault(status - 128, "") : "";
        return new CommandResult(command, signal.isEmpty() ? status : -1, signal, stdout, complaint());
    }

    /** A child that lives on may keep the stream open: it is not waited for. */
    private String complaint() {
        try {
            complained.get(STDERR_GRACE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return complaints.text();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return complaints.text();
    }
}
