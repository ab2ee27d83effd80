package io.godwit.tck;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.util.List;

/** Hangs a new sign out at {@code memory:/shop}, and keeps the old one; each part of that can be left out by a class that breaks it. */
class SignStepType implements StepType {
    static final Location SHOP = MemoryTrees.place("shop");
    static final TreePath SIGN = TreePath.of("sign");
    static final TreePath KEPT = TreePath.of(".godwit-kept-sign");

    @Override
    public String id() {
        return "shop:new-sign";
    }

    @Override
    public Step open(TypedData data) {
        if (!data.json().equals("{}")) {
            throw MigrationException.of(ErrorCategory.CONFIGURATION, "step.bad-data", "it takes nothing")
                    .build();
        }
        return new NewSign();
    }

    boolean notesBefore() {
        return true;
    }

    boolean keepsOnce() {
        return true;
    }

    boolean restoresBeforeItForgets() {
        return true;
    }

    private final class NewSign implements Step {
        @Override
        public Outline outline(StepContext context) {
            return Outline.of("writes sign", "hangs the old one out again");
        }

        @Override
        public State probe(StepContext context) {
            try (FileTree tree = context.connections().tree(SHOP)) {
                return text(tree).startsWith("new") ? State.DONE : State.NOT_DONE;
            }
        }

        @Override
        public void run(StepContext context) {
            context.cancellation().throwIfCancelled();
            try (WritableFileTree tree = context.connections().writableTree(SHOP)) {
                if (notesBefore()) {
                    context.checkpoint("{}");
                }
                if (!keepsOnce()) {
                    done(tree, new TreeChange.Delete(KEPT));
                }
                done(tree, new TreeChange.Preserve(SIGN, KEPT));
                write(tree, "new", context.token());
                if (!notesBefore()) {
                    context.checkpoint("{}");
                }
            }
        }

        @Override
        public void undo(StepContext context) {
            if (context.checkpoint().isEmpty()) {
                return;
            }
            try (WritableFileTree tree = context.connections().writableTree(SHOP)) {
                if (TreeFaults.there(tree, KEPT).isPresent()) {
                    String old = new String(TreeFaults.content(tree, KEPT), java.nio.charset.StandardCharsets.UTF_8);
                    if (restoresBeforeItForgets()) {
                        write(tree, old, context.token());
                    }
                    done(tree, new TreeChange.Delete(KEPT));
                    if (!restoresBeforeItForgets()) {
                        write(tree, old, context.token());
                    }
                }
            }
        }
    }

    private static String text(FileTree tree) {
        return new String(TreeFaults.content(tree, SIGN), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static void done(WritableFileTree tree, TreeChange change) {
        TreeBench.allDone(tree.apply(List.of(change), new TckContext()));
    }

    static void write(WritableFileTree tree, String text, WriteToken token) {
        TreeBench.allDone(
                tree.write(TestContents.stream(List.of(TreeBench.file("sign", text))), token, new TckContext()));
    }
}
