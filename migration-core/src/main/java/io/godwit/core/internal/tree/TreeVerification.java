package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Cursor;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkExecutor;
import io.godwit.spi.WorkResult;
import io.godwit.spi.WorkUnit;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One comparison of a copied tree with its source: listings side by side, then the contents of each pair of files by their hashes, both
 * computed where the files are. What was rewritten is compared with the hash that was computed on its way, or is rewritten once more to
 * be hashed. One thread, beside those of the executor.
 */
final class TreeVerification {
    private static final int SHOWN = 200;
    private static final Set<Difference> OF_CONTENT =
            EnumSet.of(Difference.KIND, Difference.SIZE, Difference.TARGET, Difference.CONTENT);

    private final TreeMove move;
    private final EngineContext context;
    private final FindingSink findings;
    private final VerifyCounts counts = new VerifyCounts();

    TreeVerification(TreeMove move, EngineContext context) {
        this.move = move;
        this.context = context;
        this.findings = new FindingSink(context.progress(), SHOWN);
    }

    void run() {
        Rewriting rewriting = Rewriting.open(move.transforms(), context.plugins());
        try (FileTree source = context.connections().tree(move.from());
                FileTree target = context.connections().tree(move.to());
                TreeResults arrived = TreeResults.open(move, context)) {
            compare(source, target, rewriting, arrived);
        } catch (MigrationException e) {
            if (!e.code().equals("tree.not-found")) {
                throw e;
            }
            counts.missing++;
            findings.report(Finding.error(
                    "verify.missing", e.subject(), "One of the two trees is not there.", "Check both locations."));
        }
        findings.summarise(move.name());
        context.checkpoint(EntryJson.text(counts.write()));
        context.log("Compared " + counts.compared + " names"
                + (isDeep() ? " and the contents of " + counts.contents + " files" : "") + ": "
                + counts.differing() + " differ.");
    }

    private boolean isDeep() {
        return move.depth().equals(TreeMove.DEPTH_CONTENT);
    }

    private void compare(FileTree source, FileTree target, Rewriting rewriting, TreeResults arrived) {
        EntryComparer comparer = new EntryComparer(source.capabilities(), target.capabilities(), move.preserveOwners());
        GlobSelection selection = GlobSelection.of(move.selection());
        CallGate gate = new CallGate(
                source.capabilities().maxConcurrency(), target.capabilities().maxConcurrency());
        DigestUnits digests = new DigestUnits(source, target, rewriting, gate, context);
        boolean waits = source.capabilities().maxConcurrency() == 1
                || target.capabilities().maxConcurrency() == 1;
        if (!waits) {
            try (CallGate.Calls calls = gate.take(1, 1, context.cancellation());
                    PairCursor pairs = pairs(source, target, selection)) {
                Objects.requireNonNull(calls);
                compare(pairs, comparer, rewriting, arrived, digests, path -> isEmpty(target, gate, path));
            }
            return;
        }
        try (Spool<EntryPair> all = new Spool<>(new PairCodec(), context.scratch())) {
            try (PairCursor pairs = pairs(source, target, selection)) {
                pairs.forEachRemaining(all::add);
            }
            try (Cursor<EntryPair> spooled = all.forward()) {
                compare(spooled, comparer, rewriting, arrived, digests, path -> isEmpty(target, gate, path));
            }
        }
    }

    private PairCursor pairs(FileTree source, FileTree target, GlobSelection selection) {
        TreeListing left = TreeListing.open(source, selection, context, context.scratch());
        boolean complete = false;
        try {
            TreeListing right = TreeListing.open(target, selection, context, context.scratch());
            complete = true;
            return new PairCursor(left, right);
        } finally {
            if (!complete) {
                left.close();
            }
        }
    }

    private void compare(
            Cursor<EntryPair> pairs,
            EntryComparer comparer,
            Rewriting rewriting,
            TreeResults arrived,
            DigestUnits digests,
            Predicate<TreePath> isEmpty) {
        VerifyPlanner planner = new VerifyPlanner(pairs, arrived, isDeep(), digests, pair -> {
            context.cancellation().throwIfCancelled();
            return look(pair, comparer, rewriting, isEmpty);
        });
        context.executor().execute(planner, digests::run, new Listener(), context);
    }

    /** Compares what the listings say; true where contents are worth comparing. */
    private boolean look(EntryPair pair, EntryComparer comparer, Rewriting rewriting, Predicate<TreePath> isEmpty) {
        counts.compared++;
        context.progress().addItems(1);
        if (pair.source().isEmpty()) {
            extra(pair.either(), isEmpty);
            return false;
        }
        TreeEntry source = pair.source().get();
        if (!source.isFile() && !source.isDirectory() && source.target().isEmpty()) {
            return false;
        }
        if (pair.target().isEmpty()) {
            counts.missing++;
            findings.report(Finding.error(
                    "verify.missing",
                    pair.path().toString(),
                    "The destination has no " + source.kind() + " of this name.",
                    "Copy again."));
            return false;
        }
        Set<Difference> found = comparer.differences(source, pair.target().get(), rewriting.concerns(source));
        if (source.isDirectory()) {
            // whatever is made in it changes it
            found.remove(Difference.TIME);
        }
        if (found.isEmpty()) {
            return source.isFile();
        }
        boolean ofContent = found.stream().anyMatch(OF_CONTENT::contains);
        report(pair, found, ofContent);
        return source.isFile() && !ofContent;
    }

    private void report(EntryPair pair, Set<Difference> found, boolean ofContent) {
        String words = found.stream().sorted().map(Difference::word).collect(Collectors.joining(", "));
        if (ofContent) {
            counts.content++;
        } else {
            counts.attributes++;
        }
        findings.report(Finding.error(
                ofContent ? "verify.content" : "verify.attributes",
                pair.path().toString(),
                "The two sides differ in " + words + ".",
                "Copy again; if it differs still, look what changes it."));
    }

    private boolean isEmpty(FileTree target, CallGate gate, TreePath directory) {
        try (CallGate.Calls calls = gate.take(0, 1, context.cancellation());
                Cursor<TreeEntry> inside = target.list(directory, context)) {
            Objects.requireNonNull(calls);
            return !inside.hasNext();
        }
    }

    private void extra(TreeEntry target, Predicate<TreePath> isEmpty) {
        counts.extra++;
        boolean mayBeThere = move.mode() != TreeMove.Mode.CREATE && !move.deleteExtraneous();
        if (!mayBeThere && !isLeft(target, isEmpty)) {
            counts.extraUnexpected++;
            findings.report(Finding.error(
                    "verify.extra",
                    target.path().toString(),
                    "Only the destination has a " + target.kind() + " of this name.",
                    "Look who made it."));
        }
    }

    /** Whether a copy that deletes leaves this: a special file, or a directory, for what is in it. */
    private boolean isLeft(TreeEntry target, Predicate<TreePath> isEmpty) {
        return switch (target.kind()) {
            case FILE, SYMLINK -> false;
            case DIRECTORY -> !isEmpty.test(target.path());
            default -> move.deleteExtraneous();
        };
    }

    private final class Listener implements WorkExecutor.Listener {
        @Override
        public void done(WorkUnit unit, WorkResult result) {
            DigestUnits.Result digests = DigestUnits.Result.read(result.json());
            counts.contents += digests.compared();
            counts.content += result.findings().size();
            counts.vanished += digests.vanished();
            result.findings().forEach(findings::report);
        }

        @Override
        public boolean failed(WorkUnit unit, MigrationException failure) {
            Objects.requireNonNull(failure);
            return false;
        }
    }
}
