package io.godwit.core.internal.host;

import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import io.godwit.tck.Breakage;
import io.godwit.tck.ContractProof;
import io.godwit.tck.TckContext;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The contract of machines notices what is broken; the honest one is this machine. */
class HostProofTest {
    static class Honest extends LocalHostContractTest {
        @Override
        protected HostConnector connector() {
            return Breakage.over(super.connector());
        }
    }

    /** Not to be made by anybody else. */
    static final class HiddenConnector implements HostConnector {
        private final HostConnector connector = new LocalHostConnector();

        @Override
        public String id() {
            return connector.id();
        }

        @Override
        public Set<String> schemes() {
            return connector.schemes();
        }

        @Override
        public Host connect(Location location, WorkContext context) {
            return connector.connect(location, context);
        }
    }

    static final class Hidden extends LocalHostContractTest {
        @Override
        protected HostConnector connector() {
            return new HiddenConnector();
        }
    }

    private static Breakage host(String method, Breakage.Fault fault) {
        return Breakage.in(Host.class, method, fault);
    }

    private static Breakage running(String method, Breakage.Fault fault) {
        return Breakage.in(RunningPipeline.class, method, fault);
    }

    /** Runs another command than was asked for. */
    private static Breakage asking(UnaryOperator<Command> otherwise) {
        return host("run", call -> call.proceedWith(call.with(0, otherwise.apply(call.argument(0, Command.class)))));
    }

    private static Command again(Command command, List<String> argv) {
        Command copy = Command.of(argv).within(command.timeout());
        for (var variable : command.environment().entrySet()) {
            copy = copy.withEnvironment(variable.getKey(), variable.getValue());
        }
        return command.directory().map(copy::in).orElse(copy);
    }

    /** Tells something else of how a command ended. */
    private static Breakage telling(UnaryOperator<CommandResult> otherwise) {
        return host("run", call -> otherwise.apply(call.proceedTo(CommandResult.class)));
    }

    private static CommandResult exit(CommandResult result, int status) {
        return new CommandResult(result.command(), status, "", result.stdout(), result.stderr());
    }

    /** Fails for another reason. */
    private static Breakage.Fault lostInsteadOf(Function<MigrationException, Boolean> which) {
        return call -> {
            try {
                return call.proceed();
            } catch (MigrationException e) {
                throw which.apply(e)
                        ? MigrationException.of(ErrorCategory.CONNECTIVITY, "host.lost", "lost")
                                .build()
                        : e;
            }
        };
    }

    private static Breakage awaiting(UnaryOperator<List<CommandResult>> otherwise) {
        return running("await", call -> {
            List<CommandResult> results = new ArrayList<>();
            for (Object result : call.proceedTo(List.class)) {
                results.add((CommandResult) result);
            }
            return otherwise.apply(results);
        });
    }

    /** Output with line feeds where carriage returns were. */
    private static final class Translated extends FilterInputStream {
        Translated(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            for (int i = offset; i < offset + count; i++) {
                into[i] = into[i] == '\r' ? (byte) '\n' : into[i];
            }
            return count;
        }
    }

    /** Output that ends well, however its command ended. */
    private static final class Careless extends FilterInputStream {
        Careless(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (IOException e) {
                return -1;
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (IOException e) {
                return -1;
            }
        }
    }

    /** Input whose last block is lost once there was much. */
    private static final class Forgetful extends FilterOutputStream {
        private long taken;

        Forgetful(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            taken += length;
            out.write(bytes, offset, taken > 1_000_000 ? length - 100 : length);
        }
    }

    /** Input that nobody need read. */
    private static final class Patient extends FilterOutputStream {
        Patient(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                return; // that is what is wrong with it
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                return; // that is what is wrong with it
            }
        }
    }

    private static ContractProof commands(ContractProof proof) {
        AtomicInteger callers = new AtomicInteger();
        return proof.notices(
                        "tells no complaints",
                        telling(result -> new CommandResult(
                                result.command(), result.exitStatus(), result.signal(), result.stdout(), "")),
                        "runsACommandAndTellsWhatItPrintedAndHowItEnded",
                        "keepsTheEndOfManyComplaints")
                .notices(
                        "keeps all complaints",
                        telling(result -> new CommandResult(
                                result.command(),
                                result.exitStatus(),
                                result.signal(),
                                result.stdout(),
                                result.stderr().length() < 10_000
                                        ? result.stderr()
                                        : "x".repeat(100_000) + result.stderr())),
                        "keepsTheEndOfManyComplaints")
                .notices(
                        "trims arguments",
                        asking(command -> again(
                                command,
                                command.argv().stream().map(String::strip).toList())),
                        "passesHostileArgumentsUnchanged")
                .notices(
                        "takes programs for lines",
                        asking(command ->
                                command.argv().get(0).matches("[a-z]+") ? command : again(command, List.of("true"))),
                        "runsHostileProgramNamesAsTheyAre")
                .notices(
                        "trims variables",
                        asking(command -> {
                            Command copy = again(command, command.argv());
                            for (var variable : command.environment().entrySet()) {
                                copy = copy.withEnvironment(
                                        variable.getKey(), variable.getValue().replace('\n', ' '));
                            }
                            return copy;
                        }),
                        "setsVariablesUnchanged")
                .notices(
                        "runs everything in one place",
                        asking(command -> command.directory().isEmpty()
                                ? command
                                : again(command, command.argv()).in("/")),
                        "runsWhereItIsTold")
                .notices(
                        "lets commands read something",
                        asking(command -> {
                            List<String> argv = new ArrayList<>(List.of("sh", "-c", "printf extra | \"$@\"", "sh"));
                            argv.addAll(command.argv());
                            return again(command, argv);
                        }),
                        "givesACommandThatRunsAloneNoInput")
                .notices(
                        "takes signals for failures",
                        telling(result -> result.signal().isEmpty() ? result : exit(result, 1)),
                        "tellsTheSignalThatEndedACommand")
                .notices(
                        "swallows output that is too large",
                        host("run", call -> {
                            try {
                                return call.proceed();
                            } catch (MigrationException e) {
                                if (!e.code().equals("host.output-too-large")) {
                                    throw e;
                                }
                                return new CommandResult(call.argument(0, Command.class), 0, "", "", "");
                            }
                        }),
                        "refusesToKeepMoreThanFits")
                .notices(
                        "finds whatever is asked for",
                        host("which", call -> Optional.of("/usr/bin/" + call.argument(0, String.class))),
                        "findsPrograms")
                .notices(
                        "does not know who it is",
                        host("facts", call -> {
                            HostFacts facts = call.proceedTo(HostFacts.class);
                            return new HostFacts(
                                    facts.name(),
                                    facts.system(),
                                    facts.kernel(),
                                    facts.architecture(),
                                    "who?",
                                    facts.processors(),
                                    facts.memoryBytes());
                        }),
                        "knowsWhatTheMachineIs")
                .notices(
                        "runs one command at a time",
                        host("run", call -> {
                            try {
                                if (callers.incrementAndGet() > 1) {
                                    throw new IllegalStateException("busy");
                                }
                                LockSupport.parkNanos(1_000_000);
                                return call.proceed();
                            } finally {
                                callers.decrementAndGet();
                            }
                        }),
                        "runsSeveralCommandsAtATime");
    }

    private static ContractProof streams(ContractProof proof) {
        return proof.notices(
                        "takes bytes for text",
                        running("stdout", call -> new Translated(call.proceedTo(InputStream.class))),
                        "carriesBytesThroughUnchanged")
                .notices(
                        "forgets the end of much input",
                        running("stdin", call -> new Forgetful(call.proceedTo(OutputStream.class))),
                        "carriesAllInputToAReaderThatComesLate",
                        "carriesBytesThroughUnchanged")
                .notices(
                        "ends output without asking how",
                        running("stdout", call -> new Careless(call.proceedTo(InputStream.class))),
                        "outputEndsOnlyWhenTheCommandEndedWell",
                        "aPipelineFailsWithAnyOfItsCommands",
                        "cancellingEndsAReadOfItsOutput")
                .notices(
                        "runs the last two commands only",
                        host("start", call -> {
                            List<Command> commands =
                                    call.argument(0, Pipeline.class).commands();
                            return call.proceedWith(call.with(
                                    0,
                                    new Pipeline(commands.subList(Math.max(0, commands.size() - 2), commands.size()))));
                        }),
                        "joinsCommandsWithPipes",
                        "aPipelineFailsWithAnyOfItsCommands")
                .notices(
                        "tells the last exit for all",
                        awaiting(results -> results.stream()
                                .map(each -> exit(
                                        each, results.get(results.size() - 1).exitStatus()))
                                .toList()),
                        "aPipelineFailsWithAnyOfItsCommands",
                        "knowsEachStatusAlsoAmongManyComplaints",
                        "aCommandThatFailsDoesNotEndTheInputOfTheNext")
                .notices(
                        "loses exits among complaints",
                        awaiting(results -> results.stream()
                                .map(each -> each.stderr().length() < 10_000 ? each : exit(each, 0))
                                .toList()),
                        "knowsEachStatusAlsoAmongManyComplaints")
                .notices(
                        "joins commands as a shell does",
                        host("start", HostProofTest::asAShellDoes).and(RunningPipeline.class, "await", call -> {
                            List<CommandResult> results = new ArrayList<>();
                            for (Object each : call.proceedTo(List.class)) {
                                CommandResult result = (CommandResult) each;
                                String[] words = result.stderr().strip().split(" ", -1);
                                boolean told = words.length > 1 && words[words.length - 2].endsWith("status");
                                results.add(told ? exit(result, Integer.parseInt(words[words.length - 1])) : result);
                            }
                            return results;
                        }),
                        "aCommandThatFailsDoesNotEndTheInputOfTheNext")
                .notices(
                        "writes to the dead",
                        running("stdin", call -> new Patient(call.proceedTo(OutputStream.class))),
                        "writingFailsOnceTheCommandHasEnded")
                .notices(
                        "ends the input before the command",
                        running("close", call -> {
                            RunningPipeline pipeline = (RunningPipeline) call.target();
                            try {
                                pipeline.stdin().close();
                            } catch (IOException e) {
                                // it has ended already
                                return call.proceed();
                            }
                            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300));
                            return call.proceed();
                        }),
                        "neverTakesHalfAnInputForAWholeOne");
    }

    /** Of two commands the first seems to end well, and tells how it ended in another way. */
    private static Object asAShellDoes(Breakage.Call call) throws Throwable {
        List<Command> commands = call.argument(0, Pipeline.class).commands();
        if (commands.size() != 2) {
            return call.proceedTo(RunningPipeline.class);
        }
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "\"$@\"; echo \" status $?\" >&2", "sh"));
        argv.addAll(commands.get(0).argv());
        Pipeline other = Pipeline.of(again(commands.get(0), argv), commands.get(1));
        return RunningPipeline.class.cast(java.util.Objects.requireNonNull(call.proceedWith(call.with(0, other))));
    }

    private static ContractProof ends(ContractProof proof) {
        return proof.notices(
                        "has no time limit for commands that run alone",
                        host("run", lostInsteadOf(e -> e.code().equals("host.timeout"))),
                        "endsACommandWhoseTimeIsUp")
                .notices(
                        "has no time limit for commands that are started",
                        running("await", lostInsteadOf(e -> e.code().equals("host.timeout"))),
                        "endsAStartedCommandWhoseTimeIsUp")
                .notices(
                        "takes being cancelled for being lost",
                        running("await", lostInsteadOf(e -> e.category() == ErrorCategory.CANCELLED)),
                        "cancellingEndsTheCommand")
                .notices(
                        "starts commands for what was cancelled",
                        host("start", call -> {
                            boolean cancelled = call.argument(1, WorkContext.class)
                                    .cancellation()
                                    .isCancelled();
                            return call.proceedWith(
                                    cancelled
                                            ? call.with(1, new TckContext())
                                            : call.with(0, call.arguments().get(0)));
                        }),
                        "startsNothingWhenCancelled")
                .notices(
                        "leaves running what is closed",
                        running("close", call -> null),
                        "closingEndsWhatStillRuns",
                        "neverTakesHalfAnInputForAWholeOne")
                .notices(
                        "is slow to leave",
                        host("close", call -> {
                            CompletableFuture.delayedExecutor(13, TimeUnit.SECONDS)
                                    .execute(((Host) call.target())::close);
                            return null;
                        }),
                        "processesEndWithTheConnection",
                        "aSecretGoesWithTheConnection");
    }

    private static ContractProof access(ContractProof proof) {
        Set<Object> closed = ConcurrentHashMap.newKeySet();
        return proof.notices(
                        "shows secrets to everybody",
                        host("place", call -> {
                            Host.SecretFile file = call.proceedTo(Host.SecretFile.class);
                            Files.setPosixFilePermissions(
                                    Path.of(file.path()), PosixFilePermissions.fromString("rw-r--r--"));
                            return file;
                        }),
                        "placesASecretForItsUserAloneAndTakesItAway")
                .notices(
                        "places no empty secrets",
                        host(
                                "place",
                                call -> call.argument(0, Secret.class).bytes().length > 0
                                        ? call.proceed()
                                        : call.proceedWith(call.with(0, Secret.of(new byte[1])))),
                        "placesAnEmptySecretToo")
                .notices(
                        "hands secrets to commands",
                        host("place", call -> {
                            byte[] value = call.argument(0, Secret.class).bytes();
                            String text = new String(value, java.nio.charset.StandardCharsets.UTF_8);
                            if (text.indexOf('\n') < 0 && !text.isEmpty()) {
                                ((Host) call.target())
                                        .start(
                                                Pipeline.of(Command.of("sh", "-c", "sleep 3; :", text)),
                                                call.argument(1, WorkContext.class));
                            }
                            return call.proceed();
                        }),
                        "showsASecretToNobodyElse")
                .notices(
                        "connects for a moment",
                        host("connect", call -> {
                            ByteChannel channel = call.proceedTo(ByteChannel.class);
                            channel.close();
                            return channel;
                        }),
                        "connectsToAPortAsTheMachineSeesIt")
                .notices(
                        "loses what nobody serves",
                        host("connect", lostInsteadOf(e -> true)),
                        "saysThatNothingListensThere")
                .notices(
                        "closes once only",
                        host("close", call -> {
                            if (!closed.add(call.target())) {
                                throw new IllegalStateException("closed");
                            }
                            return call.proceed();
                        }),
                        "closesTwice",
                        "processesEndWithTheConnection",
                        "aSecretGoesWithTheConnection");
    }

    private static ContractProof provider(ContractProof proof) {
        return proof.notices("nobody else can make", Hidden.class, "canBeMadeWithoutArguments")
                .notices(
                        "has an odd id",
                        Breakage.in(HostConnector.class, "id", call -> "My Host"),
                        "namesItselfAndItsSchemes")
                .notices(
                        "overlooks settings",
                        Breakage.in(
                                HostConnector.class,
                                "connect",
                                call -> call.proceedWith(call.with(
                                        0,
                                        Location.of(
                                                call.argument(0, Location.class).uri())))),
                        "refusesSettingsThatItDoesNotKnow");
    }

    @TestFactory
    Stream<DynamicTest> proof() {
        return access(ends(streams(commands(provider(ContractProof.of(Honest.class))))))
                .everyRule();
    }
}
