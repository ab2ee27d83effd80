package io.godwit.spi;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One command: program and arguments, never a shell line. Secrets go in by standard input or a {@link Host.SecretFile}, never by
 * argument or environment. Immutable.
 */
public final class Command {
    private final List<String> argv;
    private final Map<String, String> environment;
    private final @Nullable String directory;
    private final Duration timeout;

    private Command(List<String> argv, Map<String, String> environment, @Nullable String directory, Duration timeout) {
        this.argv = argv;
        this.environment = environment;
        this.directory = directory;
        this.timeout = timeout;
    }

    /**
     * A command without further environment that may run for an hour.
     *
     * @param argv the program and its arguments
     * @return the command
     */
    public static Command of(String... argv) {
        return of(List.of(argv));
    }

    /**
     * A command without further environment that may run for an hour.
     *
     * @param argv the program and its arguments
     * @return the command
     */
    public static Command of(List<String> argv) {
        List<String> copy = List.copyOf(argv);
        if (copy.isEmpty() || copy.get(0).isEmpty()) {
            throw new IllegalArgumentException("a command has a program");
        }
        for (String argument : copy) {
            if (argument.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("an argument holds a NUL");
            }
        }
        return new Command(copy, Map.of(), null, Duration.ofHours(1));
    }

    /**
     * The program and its arguments.
     *
     * @return unmodifiable, never empty
     */
    public List<String> argv() {
        return argv;
    }

    /**
     * Variables set besides those that the machine sets.
     *
     * @return unmodifiable
     */
    public Map<String, String> environment() {
        return environment;
    }

    /**
     * Where it runs.
     *
     * @return an absolute path, or empty for the user's home
     */
    public Optional<String> directory() {
        return Optional.ofNullable(directory);
    }

    /**
     * How long it may run before it is ended.
     *
     * @return a positive time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * The same command with a further variable.
     *
     * @param name the variable
     * @param value its value, which is no secret
     * @return a copy
     */
    public Command withEnvironment(String name, String value) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("not the name of a variable: \"" + name + "\"");
        }
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the value of the variable \"" + name + "\" holds a NUL");
        }
        Map<String, String> copy = new LinkedHashMap<>(environment);
        copy.put(name, value);
        return new Command(argv, java.util.Collections.unmodifiableMap(copy), directory, timeout);
    }

    /**
     * The same command somewhere else.
     *
     * @param path an absolute path
     * @return a copy
     */
    public Command in(String path) {
        return new Command(argv, environment, Checks.notBlank(path, "path"), timeout);
    }

    /**
     * The same command with another time limit.
     *
     * @param limit a positive time
     * @return a copy
     */
    public Command within(Duration limit) {
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("a time limit is positive");
        }
        return new Command(argv, environment, directory, limit);
    }

    /** The program alone: arguments may be long, and are shown only where they are asked for. */
    @Override
    public String toString() {
        return argv.get(0);
    }
}
