package io.godwit.example.adapter;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the uploads of a site in one file. It may be killed at any moment: the list appears complete or not at all, a checkpoint notes
 * whether there was a list before anything is changed, and that one is kept until then.
 */
final class ReindexStep implements Step {
    private static final TreePath INDEX = TreePath.of(ReindexPlan.INDEX);
    private static final TreeEntry PRIVATE =
            TreeEntry.of(INDEX, EntryKind.DIRECTORY).mode(0700).build();

    private final ReindexPlan plan;

    ReindexStep(ReindexPlan plan) {
        this.plan = plan;
    }

    @Override
    public Outline outline(StepContext context) {
        return Outline.of("writes " + INDEX + " at " + plan.site(), "puts the former " + INDEX + " back");
    }

    @Override
    public State probe(StepContext context) {
        try (FileTree tree = context.connections().tree(plan.site())) {
            Optional<byte[]> there = NotesSite.read(tree, INDEX, context);
            return there.isPresent() && Arrays.equals(there.get(), list(tree, context)) ? State.DONE : State.NOT_DONE;
        } catch (MigrationException e) {
            if (e.code().equals("tree.not-found")) {
                return State.NOT_DONE;
            }
            throw e;
        }
    }

    @Override
    public void run(StepContext context) {
        try (WritableFileTree tree = context.connections().writableTree(plan.site())) {
            if (context.checkpoint().isEmpty()) {
                boolean isThere = tree.stat(List.of(INDEX), context).get(0).isPresent();
                context.checkpoint(Json.write(Map.of("replaces", isThere)));
            }
            if (replaces(context)) {
                // done already where an earlier attempt came this far
                apply(tree, new TreeChange.MakeDirectory(keptIn(context)), context);
                apply(
                        tree,
                        new TreeChange.SetAttributes(
                                PRIVATE.toBuilder(keptIn(context)).build()),
                        context);
                apply(tree, new TreeChange.Preserve(INDEX, kept(context)), context);
            }
            byte[] list = list(tree, context);
            context.cancellation().throwIfCancelled();
            write(tree, TreeEntry.of(INDEX, EntryKind.FILE).mode(0644).build(), list, context);
            context.log("Listed the uploads in " + list.length + " bytes");
        }
    }

    /** What was noted before anything was changed. */
    private static boolean replaces(StepContext context) {
        return Json.get(Json.read(context.checkpoint().orElseThrow()), "replaces", Boolean.class);
    }

    @Override
    public void undo(StepContext context) {
        if (context.checkpoint().isEmpty()) {
            return; // nothing was changed yet
        }
        try (WritableFileTree tree = context.connections().writableTree(plan.site())) {
            Optional<TreeEntry> former =
                    tree.stat(List.of(kept(context)), context).get(0);
            if (former.isPresent()) {
                byte[] content = NotesSite.read(tree, kept(context), context).orElseThrow();
                write(tree, former.get().toBuilder(INDEX).build(), content, context);
                apply(tree, new TreeChange.Delete(kept(context)), context);
                if (isEmpty(tree, keptIn(context), context)) {
                    apply(tree, new TreeChange.Delete(keptIn(context)), context);
                }
            } else if (!replaces(context)) {
                apply(tree, new TreeChange.Delete(INDEX), context);
            }
        }
    }

    /** Where everything of a session is kept that is needed to go back, until "cleanup" gives it up. */
    private static TreePath keptIn(StepContext context) {
        return TreePath.of(WritableFileTree.TEMPORARY_PREFIX + context.token().session());
    }

    /** Without an extension, so that no web server thinks anything of it. */
    private static TreePath kept(StepContext context) {
        return keptIn(context).resolve("notes-uploads");
    }

    private static boolean isEmpty(FileTree tree, TreePath directory, StepContext context) {
        try (Cursor<TreeEntry> entries = tree.list(directory, context)) {
            return !entries.hasNext();
        }
    }

    private byte[] list(FileTree tree, StepContext context) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        List<TreeEntry> uploads = NotesSite.uploads(tree, plan.uploads(), context).stream()
                .filter(upload -> plan.endings().isEmpty()
                        || plan.endings().stream()
                                .anyMatch(ending -> upload.path().toString().endsWith("." + ending)))
                .sorted(order())
                .limit(plan.limit() == 0 ? Long.MAX_VALUE : plan.limit())
                .toList();
        for (TreeEntry upload : uploads) {
            list.writeBytes((upload.size() + "\t").getBytes(StandardCharsets.US_ASCII));
            list.writeBytes(upload.path().bytes());
            list.write('\n');
        }
        return list.toByteArray();
    }

    private Comparator<TreeEntry> order() {
        Comparator<TreeEntry> byName = Comparator.comparing(TreeEntry::path);
        return plan.order().equals(ReindexPlan.BY_SIZE)
                ? Comparator.comparingLong(TreeEntry::size).reversed().thenComparing(byName)
                : byName;
    }

    private static void write(WritableFileTree tree, TreeEntry attributes, byte[] content, StepContext context) {
        TreeEntry entry = attributes.toBuilder().size(content.length).build();
        try (EntryStream stream = Contents.stream(new EntryStream.Found(entry, Contents.of(content, () -> {})))) {
            tree.write(stream, context.token(), context).forEach(ReindexStep::done);
        }
    }

    private static void apply(WritableFileTree tree, TreeChange change, StepContext context) {
        tree.apply(List.of(change), context).forEach(ReindexStep::done);
    }

    private static void done(EntryResult result) {
        result.failure().ifPresent(failure -> {
            throw failure;
        });
    }
}
