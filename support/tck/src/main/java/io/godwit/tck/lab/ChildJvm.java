package io.godwit.tck.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A main class in a JVM of its own, on this JVM's class path: something that can be killed.
 *
 * <pre>{@code
 * try (ChildJvm child = ChildJvm.of(Copier.class).arguments("from", "to").jvmOptions("-Xmx64m").start()) {
 *     child.killWithin(random, Duration.ofMillis(50), Duration.ofSeconds(2));
 * }
 * }</pre>
 *
 * <p>The agents of this JVM ({@code -javaagent}) run in the child too, so that what measures coverage here counts what the child executes; an agent that
 * writes at the end of its JVM sees nothing of a child that was killed.
 *
 * <p>Output and errors are read as they come; the last 10,000 lines are kept. Thread-safe. {@link #close} kills the process and its descendants, if they
 * still run.
 *
 * @since 0.1
 */
public final class ChildJvm implements AutoCloseable {
    private static final int KEPT_LINES = 10_000;
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

    private final Process process;
    private final Path argumentFile;
    private final Deque<String> lines = new ArrayDeque<>();
    private final List<Thread> readers = new ArrayList<>();
    private int openStreams = 2;

    private ChildJvm(Process process, Path argumentFile) {
        this.process = process;
        this.argumentFile = argumentFile;
    }

    /** How to start the JVM. */
    public static Builder of(Class<?> mainClass) {
        return new Builder(mainClass.getName());
    }

    /** Options of a {@link ChildJvm}. For one thread at a time. */
    public static final class Builder {
        private final String mainClass;
        private final List<String> arguments = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();
        private List<String> launcher = List.of();
        private @Nullable Path directory;

        private Builder(String mainClass) {
            this.mainClass = mainClass;
        }

        /** Adds arguments of the main method. */
        public Builder arguments(String... more) {
            arguments.addAll(List.of(more));
            return this;
        }

        /** Adds options of the JVM, for instance {@code -Xmx256m}. */
        public Builder jvmOptions(String... more) {
            jvmOptions.addAll(List.of(more));
            return this;
        }

        /** Sets a command that starts the JVM, for instance {@code setpriv --bounding-set=-all}: the rest follows as its arguments. */
        public Builder through(String... command) {
            launcher = List.of(command);
            return this;
        }

        /** Sets a variable of the environment, beside those that this process has. */
        public Builder environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /** Working directory; by default that of this process. */
        public Builder directory(Path path) {
            directory = path;
            return this;
        }

        /** Starts the JVM. */
        public ChildJvm start() {
            try {
                // A file, because a class path can be longer than an argument may be.
                Path argumentFile = Files.createTempFile("lab-jvm-", ".args");
                Files.writeString(argumentFile, "-cp\n" + quoted(System.getProperty("java.class.path")) + "\n");
                List<String> command = new ArrayList<>(launcher);
                command.add(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString());
                command.addAll(agents());
                command.addAll(jvmOptions);
                command.add("@" + argumentFile);
                command.add(mainClass);
                command.addAll(arguments);
                ProcessBuilder builder = new ProcessBuilder(command);
                builder.environment().putAll(environment);
                Optional.ofNullable(directory).ifPresent(d -> builder.directory(d.toFile()));
                ChildJvm child = new ChildJvm(builder.start(), argumentFile);
                child.process.getOutputStream().close();
                child.read("out", child.process.getInputStream());
                child.read("err", child.process.getErrorStream());
                return child;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start a JVM", e);
            }
        }

        private static List<String> agents() {
            return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .filter(argument -> argument.startsWith("-javaagent:"))
                    .toList();
        }

        private static String quoted(String word) {
            return '"' + word.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }

    /** Process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits for its end.
     *
     * @return the exit status; 137 after a {@link #kill}
     * @throws AssertionError if it takes longer; it is killed then, and the message has its output
     */
    public int waitFor(Duration timeout) {
        try {
            if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                kill();
                throw new AssertionError("The child JVM still ran after " + timeout + ". Its output:\n" + output());
            }
            for (Thread reader : readers) {
                reader.join(END_TIMEOUT.toMillis()); // a grandchild may hold the stream open
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Waits for a line of its output or errors, also one printed before.
     *
     * @return the line
     * @throws AssertionError if it does not come in time, or the process ends without it; the message has its output
     */
    public String awaitLine(Predicate<String> wanted, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (lines) {
            while (true) {
                Optional<String> found = lines.stream().filter(wanted).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || openStreams == 0) {
                    throw new AssertionError("The child JVM " + (left <= 0 ? "did not print" : "ended without printing")
                            + " the line that was waited for. Its output:\n" + output());
                }
                try {
                    lines.wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
                } catch (InterruptedException e) {
                    throw interrupted(e);
                }
            }
        }
    }

    /** Its output and errors so far, in the order in which they came; the last 10,000 lines. */
    public String output() {
        synchronized (lines) {
            return String.join("\n", lines);
        }
    }

    /** Kills it at once ({@code kill -9}) and waits for its end. Its own children live on. */
    public void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Process " + pid() + " survives SIGKILL");
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /**
     * Kills it at a random moment, counted from this call.
     *
     * @param random where the moment comes from; with the same seed, the same moment
     * @param earliest the earliest moment
     * @param latest the latest moment, after the earliest
     * @return whether it was killed; false if it ended before
     */
    public boolean killWithin(RandomGenerator random, Duration earliest, Duration latest) {
        long nanos = random.nextLong(earliest.toNanos(), latest.toNanos());
        try {
            if (process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        kill();
        return process.exitValue() == 137;
    }

    /** Kills it and whatever it started, as far as that still runs. */
    @Override
    public void close() {
        List<ProcessHandle> descendants = process.descendants().toList();
        kill();
        descendants.forEach(ProcessHandle::destroyForcibly);
        try {
            Files.deleteIfExists(argumentFile);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove '" + argumentFile + "'", e);
        }
    }

    private void read(String name, InputStream stream) {
        Thread thread = new Thread(() -> read(stream), "lab-jvm-" + pid() + "-" + name);
        thread.setDaemon(true);
        readers.add(thread);
        thread.start();
    }

    private void read(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    if (lines.size() > KEPT_LINES) {
                        lines.removeFirst();
                    }
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            // The pipe broke because the process was killed: its end is reported otherwise.
        } finally {
            synchronized (lines) {
                openStreams--;
                lines.notifyAll();
            }
        }
    }

    private static LabException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new LabException("Interrupted while a child JVM ran", e);
    }
}
