package io.godwit.core.internal.tree;

import com.google.common.hash.Hashing;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.EntryKind;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Progress;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Counts what a copy would do, and finds what stands in its way. One thread. */
final class CopySurvey {
    private static final int SHOWN = 50;
    private static final int LONGEST_NAME = 255;
    private static final int BATCH = 500;

    private final TreeMove move;
    private final EngineContext engine;
    private final Rewriting rewriting;
    private final WritableFileTree target;
    private final EntryComparer comparer;
    private final List<Finding> findings = new ArrayList<>();
    private final FindingSink sink;
    private final WatchedContext watched;
    private final Census census = new Census();
    private final Deque<Level> levels = new ArrayDeque<>();
    private final List<TreeEntry> unpaired = new ArrayList<>();
    private long created;
    private long replaced;
    private long attributes;
    private long same;
    private long extra;
    private long bytesToCopy;
    private long otherVersions;
    private long otherVersionBytes;

    CopySurvey(TreeMove move, EngineContext engine, Rewriting rewriting, FileTree source, WritableFileTree target) {
        this.move = move;
        this.engine = engine;
        this.rewriting = rewriting;
        this.target = target;
        this.comparer = new EntryComparer(source.capabilities(), target.capabilities(), move.preserveOwners());
        this.sink = new FindingSink(new Collector(), SHOWN);
        this.watched = new WatchedContext(engine, sink);
        levels.addFirst(new Level(TreePath.ROOT, true));
    }

    /** What the trees report to while they are listed. */
    WatchedContext context() {
        return watched;
    }

    void consider(EntryPair pair) {
        TreePath path = pair.path();
        while (!path.startsWith(levels.getFirst().path)) {
            leave();
        }
        Optional<TreeEntry> source = pair.source();
        if (source.isEmpty()) {
            extra++;
            return;
        }
        TreeEntry entry = source.get();
        census.count(entry);
        Level above = levels.getFirst();
        above.isEmpty = false;
        checkName(entry, above);
        if (pair.target().isPresent()) {
            compare(entry, pair.target().get());
        } else if (entry.kind() == EntryKind.FILE
                || entry.kind() == EntryKind.SYMLINK
                || entry.kind() == EntryKind.DIRECTORY) {
            created++;
            bytesToCopy += entry.size();
            if (above.isAtTarget) {
                unpaired.add(entry);
            }
        }
        if (unpaired.size() >= BATCH) {
            lookUp();
        }
        if (entry.isDirectory()) {
            levels.addFirst(new Level(path, pair.target().isPresent()));
        }
    }

    void finish() {
        lookUp();
        while (!levels.isEmpty()) {
            leave();
        }
        if (move.mode() == TreeMove.Mode.CREATE && same + replaced + attributes + extra > 0) {
            sink.report(Finding.error(
                    "tree.not-empty",
                    move.to().toString(),
                    "The destination was to be made anew, and there is something in it.",
                    "Empty it, or let the copy keep and replace what is there."));
        }
        sink.summarise(move.name());
    }

    private void leave() {
        Level level = levels.removeFirst();
        if (level.isEmpty && !level.path.isRoot()) {
            census.emptyDirectories++;
        }
    }

    private void compare(TreeEntry entry, TreeEntry old) {
        boolean rewritten = rewriting.concerns(entry);
        Set<Difference> differences = comparer.differences(entry, old, rewritten);
        if (entry.isDirectory()) {
            differences.remove(Difference.TIME);
        }
        if (!entry.isDirectory() && (rewritten || comparer.isOtherContent(entry, differences))) {
            replaced++;
            if (!rewritten && RouteChoice.isOtherVersion(entry, Optional.of(old))) {
                otherVersions++;
                otherVersionBytes += entry.size();
            }
            bytesToCopy += entry.size();
        } else if (differences.isEmpty()) {
            same++;
        } else {
            attributes++;
        }
    }

    private void checkName(TreeEntry entry, Level above) {
        TreePath name = entry.path().name();
        boolean isText = name.text().isPresent();
        if (!isText && !target.capabilities().has(Feature.BYTE_NAMES)) {
            sink.report(Finding.error(
                    "tree.name-not-representable",
                    entry.path().toString(),
                    "The destination cannot write this name, which is not text.",
                    "Rename it at the source, or exclude it."));
        }
        if (name.length() > LONGEST_NAME) {
            sink.report(Finding.error(
                    "tree.name-too-long",
                    entry.path().toString(),
                    "The name has " + name.length() + " bytes; 255 is the most that file systems take.",
                    "Rename it at the source, or exclude it."));
        }
        if (isText) {
            target.refusal(entry.path())
                    .ifPresent(refusal -> sink.report(Finding.error(
                            refusal.code(),
                            entry.path().toString(),
                            refusal.getMessage() + ".",
                            refusal.remediation())));
        }
        if (!target.capabilities().has(Feature.CASE_SENSITIVE) && !above.names.add(folded(name))) {
            sink.report(Finding.error(
                    "tree.name-collision",
                    entry.path().toString(),
                    "At the destination, which takes upper and lower case for the same, this name is taken by another.",
                    "Rename one of them at the source, or exclude it."));
        }
    }

    /** A fingerprint of the name as a system sees it that takes no notice of case and composition. */
    private static long folded(TreePath name) {
        String text = name.text().orElseGet(() -> new String(name.bytes(), StandardCharsets.ISO_8859_1));
        String folded = Normalizer.normalize(text, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        return Hashing.sipHash24().hashString(folded, StandardCharsets.UTF_8).asLong();
    }

    /** A file and a directory of one name do not meet in sorted listings. */
    private void lookUp() {
        if (unpaired.isEmpty()) {
            return;
        }
        List<Optional<TreeEntry>> there =
                target.stat(unpaired.stream().map(TreeEntry::path).toList(), engine);
        for (int i = 0; i < there.size(); i++) {
            TreeEntry entry = unpaired.get(i);
            Optional<TreeEntry> old = there.get(i);
            if (old.isEmpty() || old.get().kind() == entry.kind()) {
                continue;
            }
            if (old.get().isDirectory()) {
                sink.report(Finding.error(
                        "tree.kind-conflict",
                        entry.path().toString(),
                        "This is a " + entry.kind() + " at the source and a directory at the destination.",
                        "Remove the directory at the destination, or exclude the path."));
            } else if (entry.isDirectory()) {
                sink.report(Finding.warning(
                        "tree.kind-replaced",
                        entry.path().toString(),
                        "This is a " + old.get().kind() + " at the destination, which a directory will replace.",
                        "Exclude the path if that is not wanted."));
            }
        }
        unpaired.clear();
    }

    List<Finding> findings() {
        return findings;
    }

    Census census() {
        return census;
    }

    long created() {
        return created;
    }

    long replaced() {
        return replaced;
    }

    long attributes() {
        return attributes;
    }

    long same() {
        return same;
    }

    long extra() {
        return extra;
    }

    /** How many files have another version of much their size at the destination. */
    long otherVersions() {
        return otherVersions;
    }

    long otherVersionBytes() {
        return otherVersionBytes;
    }

    long bytesToCopy() {
        return bytesToCopy;
    }

    /** Takes findings for the outline; nothing moves while one is made. */
    private final class Collector implements Progress {
        @Override
        public void addBytes(long bytes) {
            // nothing moves
        }

        @Override
        public void addItems(long items) {
            // nothing moves
        }

        @Override
        public void report(Finding finding) {
            synchronized (findings) {
                findings.add(finding);
            }
        }
    }

    private static final class Level {
        private final TreePath path;
        private final boolean isAtTarget;
        private final Set<Long> names = new HashSet<>();
        private boolean isEmpty = true;

        Level(TreePath path, boolean isAtTarget) {
            this.path = path;
            this.isAtTarget = isAtTarget;
        }
    }
}
