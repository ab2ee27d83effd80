package io.godwit.tck.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A JUnit extension that fails a test which leaves threads or files behind.
 *
 * <p>Threads count whose names begin with {@code godwit-}; files and directories count whose names begin so, directly in the watched directories. What was
 * there before the test does not count, and what a test leaves gets two seconds to go by itself.
 *
 * <p>With {@code @ExtendWith(ResourceLeaks.class)} the watched directory is {@code java.io.tmpdir}, unless that is one that all processes share (its sticky bit
 * tells): others come and go there. {@link #watching} names directories.
 *
 * <pre>{@code
 * @RegisterExtension
 * final ResourceLeaks leaks = ResourceLeaks.watching(stateDirectory);
 * }</pre>
 *
 * <p>For tests that run one after the other in their JVM.
 *
 * @since 0.1
 */
public final class ResourceLeaks implements BeforeEachCallback, AfterEachCallback {
    private static final String PREFIX = "godwit-";
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final List<Path> directories;
    private final Set<Thread> threadsBefore = new HashSet<>();
    private final Set<Path> filesBefore = new HashSet<>();

    /** Watches threads, and {@code java.io.tmpdir} if it is this process's own. */
    public ResourceLeaks() {
        this(privateTemporaryDirectory());
    }

    private ResourceLeaks(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** Watches threads, and these directories (which may not exist yet). */
    public static ResourceLeaks watching(Path... directories) {
        return new ResourceLeaks(List.of(directories));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        threadsBefore.clear();
        threadsBefore.addAll(threads());
        filesBefore.clear();
        filesBefore.addAll(files());
    }

    /**
     * Looks for what was left.
     *
     * @throws AssertionError if something was; it lists threads with their stacks, and files
     */
    @Override
    public void afterEach(ExtensionContext context) {
        long deadline = System.nanoTime() + GRACE.toNanos();
        while (isDirty()
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        List<String> left = new ArrayList<>();
        for (Thread thread : newThreads()) {
            left.add("thread '" + thread.getName() + "'"
                    + List.of(thread.getStackTrace()).stream()
                            .map(f -> "\n    at " + f)
                            .collect(Collectors.joining()));
        }
        newFiles().forEach(file -> left.add("file '" + file + "'"));
        if (!left.isEmpty()) {
            throw new AssertionError(
                    "The test '" + context.getDisplayName() + "' left behind:\n" + String.join("\n", left));
        }
    }

    private boolean isDirty() {
        return !newThreads().isEmpty() || !newFiles().isEmpty();
    }

    private Set<Thread> newThreads() {
        Set<Thread> now = threads();
        now.removeAll(threadsBefore);
        return now;
    }

    private Set<Path> newFiles() {
        Set<Path> now = files();
        now.removeAll(filesBefore);
        return now;
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(PREFIX))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<Path> files() {
        Set<Path> found = new TreeSet<>();
        for (Path directory : directories) {
            if (Files.isDirectory(directory)) {
                try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PREFIX + "*")) {
                    entries.forEach(found::add);
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot list '" + directory + "'", e);
                } catch (DirectoryIteratorException e) {
                    throw new UncheckedIOException("cannot list '" + directory + "'", e.getCause());
                }
            }
        }
        return found;
    }

    private static List<Path> privateTemporaryDirectory() {
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            boolean posix = Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class);
            boolean shared = posix && ((int) Files.getAttribute(directory, "unix:mode") & 01000) != 0;
            return shared ? List.of() : List.of(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at '" + directory + "'", e);
        }
    }
}
