package io.godwit.example.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.TreePath;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReindexStepTest {
    private final MemoryTrees trees = new MemoryTrees();
    private final TckContext context = new TckContext().with(trees);

    private Step step(Location site, Map<String, String> parameters) {
        return new ReindexType()
                .open(ReindexPlan.of(site, "uploads", parameters).toData());
    }

    private String index(Location site) {
        try (FileTree tree = context.tree(site)) {
            return NotesSite.read(tree, TreePath.of("uploads.idx"), new TckContext())
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .orElse("");
        }
    }

    @Test
    void listsTheUploadsByName() {
        Location site = trees.site("site", NotesSamples.SITE);
        Step step = step(site, Map.of());

        assertThat(step.probe(context)).isEqualTo(Step.State.NOT_DONE);
        step.run(context);

        assertThat(index(site)).isEqualTo("7\tuploads/2024/a.pdf\n3\tuploads/b.png\n1\tuploads/c.png\n");
        assertThat(step.probe(context)).isEqualTo(Step.State.DONE);
    }

    @Test
    void listsWhatTheParametersAskFor() {
        Location site = trees.site("site", NotesSamples.SITE);

        step(site, Map.of("endings", "png, gif", "order", "size")).run(context);
        assertThat(index(site)).isEqualTo("3\tuploads/b.png\n1\tuploads/c.png\n");

        step(site, Map.of("order", "size", "limit", "1")).run(new TckContext().with(trees));
        assertThat(index(site)).isEqualTo("7\tuploads/2024/a.pdf\n");
    }

    @Test
    void undoneThereIsTheFormerList() {
        Location site = trees.site("site", NotesSamples.SITE);
        Step step = step(site, Map.of());
        step.run(context);

        step.undo(context);
        assertThat(index(site)).isEqualTo("stale\n");
        step.undo(context);
        assertThat(index(site)).as("undone twice").isEqualTo("stale\n");
        assertThat(names(site)).noneMatch(name -> name.startsWith(".godwit"));
    }

    @Test
    void undoneThereIsNoListWhereThereWasNone() {
        Location site = trees.site("site", Map.of("uploads/a", "a"));
        Step step = step(site, Map.of());
        step.run(context);
        assertThat(index(site)).isEqualTo("1\tuploads/a\n");

        step.undo(context);
        assertThat(index(site)).isEmpty();
        assertThat(names(site)).containsExactly("uploads", "uploads/a");
    }

    @Test
    void whatWasNeverRunIsNotUndone() {
        Location site = trees.site("site", NotesSamples.SITE);

        step(site, Map.of()).undo(context);

        assertThat(index(site)).isEqualTo("stale\n");
        assertThat(trees.changes(site)).isEmpty();
    }

    @Test
    void runAgainAfterACrashItStillUndoesToTheFormerList() {
        Location site = trees.site("site", NotesSamples.SITE);
        step(site, Map.of("limit", "1")).run(context);

        // the checkpoint is there, so that the list of the first attempt is not taken for the former one
        Step again = step(site, Map.of());
        again.run(context);
        assertThat(index(site)).hasLineCount(3);
        again.undo(context);

        assertThat(index(site)).isEqualTo("stale\n");
    }

    @Test
    void killedBeforeItKeptTheFormerListItUndoesToThat() {
        Location site = trees.site("site", NotesSamples.SITE);
        context.checkpoint("{\"replaces\":true}");
        Step step = step(site, Map.of());

        step.undo(context);
        assertThat(index(site)).isEqualTo("stale\n");
        step.run(context);
        step.undo(context);
        assertThat(index(site)).isEqualTo("stale\n");
    }

    @Test
    void stopsBeforeItWritesWhenCancelled() {
        Location site = trees.site("site", NotesSamples.SITE);
        context.cancel();

        assertThatThrownBy(() -> step(site, Map.of()).run(context)).isInstanceOf(MigrationException.class);

        assertThat(trees.changes(site)).isEmpty();
    }

    private List<String> names(Location site) {
        try (FileTree tree = context.tree(site);
                var entries = tree.list(TreePath.ROOT, new TckContext())) {
            List<String> names = new java.util.ArrayList<>();
            entries.forEachRemaining(entry -> names.add(entry.path().toString()));
            return names;
        }
    }
}
