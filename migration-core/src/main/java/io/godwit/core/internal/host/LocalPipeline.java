package io.godwit.core.internal.host;

import io.godwit.spi.CancellationToken;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Commands under way on this machine. Bytes between two commands pass through this process, because a pipe of the system would tell
 * the consumer of an end that may be the producer's death.
 */
final class LocalPipeline implements RunningPipeline {
    private static final int BUFFER = 64 * 1024;
    private static final long CLOSE_SECONDS = 10;
    /** How long output may still come from a child that outlives its command. */
    private static final long DRAIN_SECONDS = 2;

    private final List<LocalProcess> processes = new ArrayList<>();
    private final List<ScheduledFuture<?>> alarms = new ArrayList<>();
    private final String mark = UUID.randomUUID().toString();
    private final ExecutorService threads;
    private final Consumer<LocalPipeline> onEnd;
    private final CountDownLatch ended;

    private final Object lock = new Object();
    /** Why it was stopped by us, where it was. */
    private @Nullable MigrationException stopped;
    /** The command that failed first, where one did before we killed the others. */
    private @Nullable LocalProcess failed;

    private boolean stdinOpen = true;
    private CancellationToken.Registration registration = () -> {};
    private final OutputStream stdin;
    private final InputStream stdout;

    private LocalPipeline(Pipeline pipeline, ExecutorService threads, Consumer<LocalPipeline> onEnd) {
        this.threads = threads;
        this.onEnd = onEnd;
        this.ended = new CountDownLatch(pipeline.commands().size());
        try {
            for (Command command : pipeline.commands()) {
                processes.add(LocalProcess.start(command, mark, threads));
            }
        } catch (RuntimeException e) {
            kill();
            throw e;
        }
        this.stdin = new PipelineInput(this, processes.get(0).process().getOutputStream());
        this.stdout = new PipelineOutput(
                this, processes.get(processes.size() - 1).process().getInputStream());
    }

    /**
     * Starts the commands.
     *
     * @param token ends them
     * @param threads for pumping and waiting
     * @param timer for the time limits
     * @param onEnd told once when all commands have ended
     */
    static LocalPipeline start(
            Pipeline pipeline,
            CancellationToken token,
            ExecutorService threads,
            ScheduledExecutorService timer,
            Consumer<LocalPipeline> onEnd) {
        token.throwIfCancelled();
        LocalPipeline running = new LocalPipeline(pipeline, threads, onEnd);
        running.attend(token, timer);
        return running;
    }

    /** The watchers come last: the end that they tell of takes the alarms and the registration back. */
    private void attend(CancellationToken token, ScheduledExecutorService timer) {
        for (LocalProcess process : processes) {
            alarms.add(timer.schedule(
                    () -> stop(timeout(process.command())),
                    process.command().timeout().toMillis(),
                    TimeUnit.MILLISECONDS));
        }
        registration = token.onCancel(() -> stop(MigrationException.cancelled("\"" + name() + "\"")));
        for (int i = 0; i < processes.size(); i++) {
            LocalProcess process = processes.get(i);
            if (i + 1 < processes.size()) {
                LocalProcess next = processes.get(i + 1);
                threads.execute(() -> pump(process, next));
            }
            threads.execute(() -> watch(process));
        }
    }

    private String name() {
        return processes.get(0).command().toString();
    }

    private static MigrationException timeout(Command command) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "host.timeout",
                        "\"" + command + "\" did not end within "
                                + command.timeout().toSeconds() + " s")
                .subject(command.toString())
                .remedy("Look why it hangs, or allow it more time.")
                .build();
    }

    /** Waits for one command; the first that fails takes the others with it. */
    private void watch(LocalProcess process) {
        if (waitFor(process.process()) != 0 && noteFailure(process) && processes.size() > 1) {
            kill();
        }
        ended.countDown();
        if (ended.getCount() == 0) {
            finish();
        }
    }

    private boolean noteFailure(LocalProcess process) {
        synchronized (lock) {
            if (stopped != null || failed != null) {
                return false;
            }
            failed = process;
            return true;
        }
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    private void finish() {
        alarms.forEach(alarm -> alarm.cancel(false));
        registration.close();
        onEnd.accept(this);
    }

    private static int waitFor(Process process) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The consumer's input ends normally only when its producer has ended well; else the consumer is killed first. */
    private void pump(LocalProcess from, LocalProcess to) {
        OutputStream target = to.process().getOutputStream();
        try (InputStream source = from.process().getInputStream()) {
            byte[] buffer = new byte[BUFFER];
            for (int n = source.read(buffer); n >= 0; n = source.read(buffer)) {
                target.write(buffer, 0, n);
                target.flush();
            }
        } catch (IOException e) {
            // one of the two has ended: its exit status tells more than this, and closing the source ends the other
        }
        if (waitFor(from.process()) != 0) {
            noteFailure(from);
            kill();
        }
        try {
            target.close();
        } catch (IOException e) {
            // the consumer has ended, and its exit status tells how
        }
    }

    /** Kills everything, for a reason that is told to who reads or waits. */
    private void stop(MigrationException why) {
        synchronized (lock) {
            if (ended.getCount() == 0 || stopped != null) {
                return;
            }
            stopped = why;
        }
        kill();
    }

    private void kill() {
        ProcessTree.kill(
                processes.stream().map(process -> process.process().toHandle()).toList(), mark);
    }

    @Override
    public OutputStream stdin() {
        return stdin;
    }

    @Override
    public InputStream stdout() {
        return stdout;
    }

    /** Says that the input is complete; the caller closes the stream itself. */
    void inputComplete() {
        synchronized (lock) {
            stdinOpen = false;
        }
    }

    /** Waits for the exit of every command and says what went wrong, if anything did. */
    Optional<MigrationException> outcome() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop(MigrationException.cancelled("\"" + name() + "\""));
            return Optional.of(MigrationException.cancelled("\"" + name() + "\""));
        }
        synchronized (lock) {
            if (stopped != null) {
                return Optional.of(stopped);
            }
            if (failed == null) {
                return Optional.empty();
            }
        }
        return Optional.of(failure());
    }

    /** Blames the command that failed by itself, before those that were killed or lost their reader because of it. */
    private MigrationException failure() {
        LocalProcess blamed = processes.stream()
                .filter(process -> process.process().exitValue() != 0)
                .filter(process -> !process.result("").signal().matches("KILL|PIPE"))
                .findFirst()
                .orElseGet(() -> {
                    synchronized (lock) {
                        return Objects.requireNonNull(failed);
                    }
                });
        try {
            blamed.result("").orThrow();
        } catch (MigrationException e) {
            return e;
        }
        throw new IllegalStateException("\"" + blamed.command() + "\" ended well after all");
    }

    @Override
    public List<CommandResult> await() {
        Future<?> drain = threads.submit(this::drain);
        awaitExits();
        awaitQuietly(drain);
        return processes.stream().map(process -> process.result("")).toList();
    }

    private void awaitExits() {
        Optional<MigrationException> outcome = outcome();
        synchronized (lock) {
            if (stopped != null) {
                throw stopped;
            }
        }
        outcome.filter(failure -> failure.category() == ErrorCategory.CANCELLED).ifPresent(failure -> {
            throw failure;
        });
    }

    /**
     * Runs the only command to its end, without input.
     *
     * @param maxBytes how much it may print
     */
    CommandResult finishOne(int maxBytes) {
        inputComplete();
        LocalProcess only = processes.get(0);
        closeQuietly(only.process().getOutputStream());
        MigrationException tooLarge = tooLarge(only.command(), maxBytes);
        Capture capture = new Capture(only.process().getInputStream(), maxBytes, () -> stop(tooLarge));
        Future<?> reading = threads.submit(capture);
        awaitExits();
        awaitQuietly(reading);
        if (capture.hasOverflowed()) {
            throw tooLarge;
        }
        return only.result(capture.text());
    }

    private static MigrationException tooLarge(Command command, int maxBytes) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "host.output-too-large",
                        "\"" + command + "\" printed more than " + maxBytes + " bytes")
                .subject(command.toString())
                .build();
    }

    private void drain() {
        byte[] buffer = new byte[BUFFER];
        InputStream rest = processes.get(processes.size() - 1).process().getInputStream();
        try {
            while (rest.read(buffer) >= 0) {
                // thrown away, as promised
            }
        } catch (IOException e) {
            // closed under us: there is nothing left to throw away
        }
    }

    private static void awaitQuietly(Future<?> task) {
        try {
            task.get(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException | java.util.concurrent.ExecutionException e) {
            task.cancel(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what still runs. Where input was still open, the command is dead before it can take its end for the whole. */
    @Override
    public void close() {
        stop(MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "host.closed",
                        "\"" + name() + "\" was ended before it was done"
                                + (isInputOpen() ? ", with its input incomplete" : ""))
                .subject(name())
                .build());
        boolean interrupted = Thread.interrupted();
        try {
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        for (LocalProcess process : processes) {
            closeQuietly(process.process().getOutputStream());
            closeQuietly(process.process().getInputStream());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isInputOpen() {
        synchronized (lock) {
            return stdinOpen;
        }
    }

    /** The commands have ended; what their pipes say to that is of no interest. */
    private static void closeQuietly(AutoCloseable stream) {
        try {
            stream.close();
        } catch (Exception e) {
            return;
        }
    }
}
