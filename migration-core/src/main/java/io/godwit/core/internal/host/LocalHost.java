package io.godwit.core.internal.host;

import io.godwit.core.internal.runtime.DaemonThreads;
import io.godwit.spi.CancellationToken;
import io.godwit.spi.Command;
import io.godwit.spi.CommandResult;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Pipeline;
import io.godwit.spi.RunningPipeline;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import java.io.File;
import java.nio.channels.ByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * This machine. A signal that ended a command is told from an exit status of 128 and more by the shells' convention, since the
 * virtual machine does not say which it was. Thread-safe.
 */
final class LocalHost implements Host {
    private static final int MAX_OUTPUT = 16 * 1024 * 1024;

    private final ExecutorService threads = Executors.newCachedThreadPool(new DaemonThreads("host"));
    private final ScheduledThreadPoolExecutor timer =
            new ScheduledThreadPoolExecutor(1, new DaemonThreads("host-timer"));
    private final Set<LocalPipeline> running = ConcurrentHashMap.newKeySet();
    private final SecretFiles secrets = new SecretFiles(SecretFiles.directory());
    private volatile boolean closed;
    private volatile @Nullable HostFacts facts;

    LocalHost() {
        timer.setRemoveOnCancelPolicy(true);
    }

    @Override
    public HostFacts facts(WorkContext context) {
        HostFacts known = facts;
        if (known == null) {
            known = LocalFacts.find();
            facts = known;
        }
        return known;
    }

    @Override
    public Optional<String> which(String name, WorkContext context) {
        return which(name, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    static Optional<String> which(String name, String searchPath) {
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        List<String> endings = File.separatorChar == '\\' ? List.of("", ".exe", ".cmd", ".bat") : List.of("");
        for (String directory : searchPath.split(File.pathSeparator, -1)) {
            for (String ending : endings) {
                Optional<String> found = program(directory, name + ending);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> program(String directory, String name) {
        try {
            Path file = Path.of(directory).resolve(name);
            return file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)
                    ? Optional.of(file.toString())
                    : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    @Override
    public RunningPipeline start(Pipeline pipeline, WorkContext context) {
        return launch(pipeline, context.cancellation());
    }

    private LocalPipeline launch(Pipeline pipeline, CancellationToken token) {
        checkOpen();
        LocalPipeline started = LocalPipeline.start(pipeline, token, threads, timer, running::remove);
        running.add(started);
        if (started.hasEnded()) {
            running.remove(started);
        }
        return started;
    }

    @Override
    public CommandResult run(Command command, WorkContext context) {
        try (LocalPipeline pipeline = launch(Pipeline.of(command), context.cancellation())) {
            return pipeline.finishOne(MAX_OUTPUT);
        }
    }

    @Override
    public ByteChannel connect(Endpoint endpoint, WorkContext context) {
        checkOpen();
        return Sockets.connect(endpoint, context.cancellation());
    }

    @Override
    public SecretFile place(Secret secret, WorkContext context) {
        checkOpen();
        return secrets.place(secret);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the host is closed");
        }
    }

    /** Ends the commands under way and removes the secrets. */
    @Override
    public void close() {
        closed = true;
        running.forEach(LocalPipeline::close);
        secrets.close();
        timer.shutdownNow();
        threads.shutdown();
    }
}
