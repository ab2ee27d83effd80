package io.godwit.transfer.vfs;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A directory at an FTP server. Thread-safe. */
class FtpTree implements FileTree {
    /** From so many paths of one directory on, the directory is listed. */
    private static final int LISTED = 3;

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final FtpPool pool;
    private final FtpPaths paths;
    private final FtpFeatures features;
    private final ExecutorService threads;
    private final TreeCapabilities capabilities;

    FtpTree(FtpPool pool, FtpFeatures features, int callers) {
        this.pool = pool;
        this.paths = new FtpPaths(pool.place(), features.hides());
        this.features = features;
        int number = NUMBERS.incrementAndGet();
        this.threads = Executors.newFixedThreadPool(pool.most(), run -> {
            Thread thread = new Thread(run, "godwit-ftp-" + number);
            thread.setDaemon(true);
            return thread;
        });
        Set<Feature> has = EnumSet.of(
                Feature.SORTED_LISTING,
                Feature.CASE_SENSITIVE,
                Feature.DIRECTORIES,
                Feature.ATOMIC_COMMIT,
                Feature.RENAME,
                Feature.RANGES);
        if (features.keepsModes()) {
            has.add(Feature.MODES);
        }
        if (features.setsDirectoryTimes()) {
            has.add(Feature.DIRECTORY_TIMES);
        }
        this.capabilities = new TreeCapabilities(
                has,
                features.setsTimes() == FtpFeatures.SetTime.NONE || !features.tellsTimes()
                        ? Duration.ZERO
                        : Duration.ofSeconds(1),
                Math.max(1, callers));
    }

    final FtpPool pool() {
        return pool;
    }

    final FtpPaths paths() {
        return paths;
    }

    final FtpFeatures features() {
        return features;
    }

    final FtpListing listing(WorkContext context) {
        return new FtpListing(pool, paths, features, context);
    }

    /** Begins something beside the caller. */
    final <R> Future<R> begin(java.util.concurrent.Callable<R> work) {
        return threads.submit(work);
    }

    static <R> R await(Future<R> work, String what) {
        try {
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled(what);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof MigrationException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public final TreeCapabilities capabilities() {
        return capabilities;
    }

    final void requireRoot(WorkContext context) {
        if (listing(context).look(TreePath.ROOT).filter(TreeEntry::isDirectory).isEmpty()) {
            throw TreeFailures.notFound(pool.place().toString());
        }
    }

    @Override
    public final Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        return list(below, path -> true, context);
    }

    @Override
    public final Cursor<TreeEntry> list(TreePath below, Predicate<TreePath> enters, WorkContext context) {
        context.cancellation().throwIfCancelled();
        boolean isDirectory =
                listing(context).look(below).filter(TreeEntry::isDirectory).isPresent();
        if (!isDirectory) {
            throw TreeFailures.notFound(pool.place() + (below.isRoot() ? "" : "/" + below));
        }
        return new FtpWalk(this, below, enters, context);
    }

    @Override
    public final List<Optional<TreeEntry>> stat(List<TreePath> asked, WorkContext context) {
        context.cancellation().throwIfCancelled();
        FtpListing listing = listing(context);
        Map<TreePath, List<TreePath>> byParent = asked.stream()
                .filter(path -> !path.isRoot())
                .collect(Collectors.groupingBy(path -> path.parent().orElse(TreePath.ROOT)));
        Map<TreePath, Future<Map<TreePath, TreeEntry>>> answers = new HashMap<>();
        byParent.forEach((parent, inIt) -> answers.put(parent, begin(() -> lookIn(listing, parent, inIt))));
        List<Optional<TreeEntry>> entries = new ArrayList<>(asked.size());
        for (TreePath path : asked) {
            if (path.isRoot()) {
                entries.add(listing.look(path));
            } else {
                Future<Map<TreePath, TreeEntry>> answer =
                        answers.get(path.parent().orElse(TreePath.ROOT));
                entries.add(
                        answer == null
                                ? Optional.empty()
                                : Optional.ofNullable(
                                        await(answer, "looking up").get(path)));
            }
        }
        return entries;
    }

    private Map<TreePath, TreeEntry> lookIn(FtpListing listing, TreePath parent, List<TreePath> wanted) {
        Map<TreePath, TreeEntry> found = new HashMap<>();
        if (!paths.isSpeakable(parent) && !parent.isRoot()) {
            return found;
        }
        if (wanted.size() < LISTED && features.listsFacts()) {
            for (TreePath path : wanted) {
                listing.look(path).ifPresent(entry -> found.put(path, entry));
            }
        } else {
            listing.list(parent).ifPresent(entries -> entries.forEach(entry -> found.put(entry.path(), entry)));
        }
        return found;
    }

    @Override
    public final EntryStream read(List<TreeEntry> entries, WorkContext context) {
        return new FtpEntryStream(this, entries, context);
    }

    @Override
    public final FileContent open(TreeEntry entry, ByteRange range, WorkContext context) {
        context.cancellation().throwIfCancelled();
        TreeEntry now = listing(context).look(entry.path()).orElseThrow(() -> TreeFailures.vanished(entry.path()));
        if (!now.isFile() || (entry.version().isPresent() && !entry.version().equals(now.version()))) {
            throw TreeFailures.changed(entry.path());
        }
        return FtpContent.open(this, entry.path(), range.offset(), range.length(), now.size(), context);
    }

    @Override
    public final List<Optional<Digest>> digest(List<TreePath> files, String algorithm, WorkContext context) {
        return Digests.byReading(this, files, algorithm, context);
    }

    @Override
    public final void close() {
        threads.shutdownNow();
        pool.close();
    }

    @Override
    public final String toString() {
        return pool.place().toString();
    }
}
