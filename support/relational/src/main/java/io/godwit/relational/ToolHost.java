package io.godwit.relational;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The machine on which an engine's own programs run for a database: the one that the database is reached through, or else this one. Secrets
 * go there as files that only our user may read, which are removed on closing. One thread at a time.
 */
public final class ToolHost implements AutoCloseable {
    /** A dump takes what it takes; a connection that stands still is noticed elsewhere. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final Location HERE = Location.of("file:///");
    private static final Pattern ODD = Pattern.compile("[^\\x20-\\x7e]+");
    private static final int BUFFER = 1 << 17;

    private final Host host;
    private final String place;
    private final WorkContext context;
    private final List<Host.SecretFile> files = new ArrayList<>();

    private ToolHost(Host host, String place, WorkContext context) {
        this.host = host;
        this.place = place;
        this.context = context;
    }

    /**
     * Stands on the machine where the programs for a database run.
     *
     * @param database where it is
     * @param context connections, cancellation
     * @return the machine
     */
    public static ToolHost of(Location database, WorkContext context) {
        Optional<Location> via = database.via();
        Host host = context.connections().host(via.orElse(HERE));
        return new ToolHost(host, via.map(Location::toString).orElse("this machine"), context);
    }

    /**
     * A program that was found.
     *
     * @param path where it is
     * @param name what it is called
     * @param says what it says of itself
     */
    public record Program(String path, String name, String says) {}

    /**
     * The machine for people.
     *
     * @return its location, or {@code this machine}
     */
    public String place() {
        return place;
    }

    /**
     * Looks for a program.
     *
     * @param names what it may be called, the best name first
     * @return the first that is there
     * @throws MigrationException COMPATIBILITY, {@code dump.tool-missing}
     */
    public Program find(List<String> names) {
        for (String name : names) {
            Optional<String> path = host.which(name, context);
            if (path.isPresent()) {
                CommandResult said =
                        host.run(Command.of(path.get(), "--version").within(Duration.ofMinutes(1)), context);
                return new Program(path.get(), name, said.orThrow().stdout().strip());
            }
        }
        throw MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "dump.tool-missing",
                        "the program \"" + String.join("\" or \"", names) + "\" is not on the search path of " + place)
                .subject(place)
                .remedy("Install the client programs of the database there, or write transfer.database: direct.")
                .build();
    }

    /**
     * A program that does not fit.
     *
     * @param program which
     * @param code the stable code
     * @param why what does not fit
     * @return COMPATIBILITY
     */
    public MigrationException unfit(String program, String code, String why) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY, code, "\"" + program + "\" on " + place + " does not do: " + why)
                .subject(place)
                .remedy("Install the client programs of the server's own kind and version there, or write"
                        + " transfer.database: direct.")
                .build();
    }

    /**
     * Puts a secret where a program finds it.
     *
     * @param secret what; closed by this
     * @return path of the file, there until this is closed
     */
    public String put(Secret secret) {
        try (secret) {
            Host.SecretFile file = host.place(secret, context);
            files.add(file);
            return file.path();
        }
    }

    /**
     * Puts a file of this machine where a program finds it, for instance a certificate.
     *
     * @param local its path here
     * @return path of the copy, there until this is closed
     * @throws MigrationException CONFIGURATION, {@code database.tls-settings}, where it cannot be read
     */
    public String putFile(String local) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(Path.of(local));
        } catch (IOException e) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "database.tls-settings",
                            "the file \"" + local + "\" cannot be read")
                    .subject(local)
                    .remedy("Give tls.ca and tls.certificate as files in PEM form.")
                    .cause(e)
                    .build();
        }
        try {
            return put(Secret.of(bytes));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Starts a program.
     *
     * @param command what to run; its time limit is set by this
     * @return the running program, owned by the caller
     */
    public RunningPipeline start(Command command) {
        return host.start(Pipeline.of(command.within(LONGEST)), context);
    }

    /**
     * Starts a program that prints a dump.
     *
     * @param command what to run
     * @param wholeEnd what stands within the last bytes of a dump that is whole
     * @return what it prints; closing it ends the program and closes this
     */
    public InputStream dump(Command command, String wholeEnd) {
        return new ToolOutput(this, start(command), command, wholeEnd);
    }

    /**
     * Lets a program read.
     *
     * @param command what to run
     * @param before what it reads first
     * @param input what it reads next
     * @param after what it reads last; never reached where the input fails, so that a program that waits for it takes nothing for whole
     * @param words tells from the program's complaint what may be shown to people
     * @throws MigrationException what the input fails with; TRANSFER, {@code dump.restore-failed}
     */
    public void feed(Command command, byte[] before, InputStream input, byte[] after, Pattern words) {
        try (RunningPipeline running = start(command)) {
            Optional<IOException> refused = feed(running, before, input, after);
            CommandResult result = running.await().get(0);
            if (!result.isSuccess() || refused.isPresent()) {
                throw failed("dump.restore-failed", command, result, words, refused.orElse(null));
            }
        }
    }

    /** Whether the program ended before it had read all is told by what is returned. */
    private Optional<IOException> feed(RunningPipeline running, byte[] before, InputStream input, byte[] after) {
        OutputStream out = running.stdin();
        byte[] buffer = new byte[BUFFER];
        try {
            out.write(before);
            while (true) {
                context.cancellation().throwIfCancelled();
                int n = read(input, buffer);
                if (n < 0) {
                    break;
                }
                out.write(buffer, 0, n);
                context.progress().addBytes(n);
                context.limits().acquireBandwidth(n);
            }
            out.write(after);
            out.close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e);
        }
    }

    private static int read(InputStream input, byte[] buffer) {
        try {
            return input.read(buffer);
        } catch (IOException e) {
            if (e.getCause() instanceof MigrationException known) {
                throw known;
            }
            throw MigrationException.of(ErrorCategory.TRANSFER, "dump.failed", "the dump ended in its midst")
                    .retryable(true)
                    .cause(e)
                    .build();
        }
    }

    /**
     * A program that failed.
     *
     * @param code the stable code
     * @param command what ran
     * @param result how it ended
     * @param words what may be shown of its complaint: it may quote rows
     * @param cause what else was seen
     * @return TRANSFER
     */
    MigrationException failed(
            String code,
            Command command,
            CommandResult result,
            Pattern words,
            @org.jspecify.annotations.Nullable IOException cause) {
        String program = Path.of(command.toString()).getFileName() + " on " + place;
        String how = result.signal().isEmpty() ? "exit status " + result.exitStatus() : "signal " + result.signal();
        List<String> said = words.matcher(result.stderr())
                .results()
                .map(found -> ODD.matcher(found.group()).replaceAll(" ").strip())
                .limit(3)
                .toList();
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        code,
                        program + " ended with " + how + (said.isEmpty() ? "" : ": " + String.join("; ", said)))
                .subject(place)
                .remedy("Look at the complaint of the program; resume does the whole again. transfer.database: direct"
                        + " moves the rows without it.")
                .cause(cause)
                .build();
    }

    @Override
    public void close() {
        files.forEach(Host.SecretFile::close);
        files.clear();
        host.close();
    }
}
