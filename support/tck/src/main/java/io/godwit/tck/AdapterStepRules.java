package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.CheckType;
import io.godwit.spi.Cursor;
import io.godwit.spi.DataType;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** Rules about the steps, checks and transforms that blueprints name. */
interface AdapterStepRules extends AdapterRules {
    private Step open(PlannedStep step) {
        return bench().type(StepType.class, step.data()).open(step.data());
    }

    private List<PlannedStep> steps() {
        return bench().plans().values().stream()
                .flatMap(blueprint -> blueprint.steps().stream())
                .toList();
    }

    @Test
    default void bringsTheTypeOfEveryStep() {
        for (PlannedStep step : steps()) {
            assertThat(open(step)).as(step.name()).isNotNull();
        }
    }

    @Test
    default void bringsTheTypeOfEveryCheck() {
        for (Blueprint blueprint : bench().plans().values()) {
            blueprint.checks().forEach(check -> bench().type(CheckType.class, check));
        }
    }

    @Test
    default void bringsTheTypeOfEveryTransform() {
        for (Blueprint blueprint : bench().plans().values()) {
            for (TypedData data : AdapterBench.transforms(blueprint)) {
                Transform transform = bench().type(TransformType.class, data).open(data);
                assertThat(transform.describe()).as(data.type()).isNotBlank();
            }
        }
    }

    @Test
    default void refusesDataThatIsNotItsOwn() {
        for (PlannedStep step : steps()) {
            refuses(bench().type(StepType.class, step.data()), step.data(), "step.bad-data", StepType::open);
        }
        for (Blueprint blueprint : bench().plans().values()) {
            for (TypedData data : AdapterBench.transforms(blueprint)) {
                refuses(bench().type(TransformType.class, data), data, "transform.bad-data", TransformType::open);
            }
        }
    }

    private static <T extends DataType> void refuses(
            T type, TypedData data, String code, BiConsumer<T, TypedData> open) {
        for (String json : List.of("", "{", "[]", "\"text\"", "{\"no such\": \"thing\"}")) {
            MigrationException failure =
                    Providers.failure(() -> open.accept(type, new TypedData(data.type(), data.version(), json)));
            assertThat(failure.category()).as(data.type() + " of " + json).isEqualTo(ErrorCategory.CONFIGURATION);
            assertThat(failure.code()).as(data.type() + " of " + json).isEqualTo(code);
        }
    }

    @Test
    default void everyStepSaysWhatItWouldDo() {
        for (PlannedStep step : steps()) {
            Step.Outline outline = open(step).outline(bench().context(bench().watch()));
            assertThat(outline.touches())
                    .as("what " + step.name() + " touches")
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line).isNotBlank());
            bench().tellsNoSecret("the outline of " + step.name(), outline.toString());
        }
    }

    @Test
    default void noStepChangesAnythingWhileItIsPlanned() {
        WatchedPlaces watch = bench().watch();
        for (PlannedStep step : steps()) {
            open(step).outline(bench().context(watch));
            open(step).probe(bench().context(watch));
        }

        assertThat(watch.changes()).isEmpty();
        assertThat(watch.lent()).as("what was not closed").isEmpty();
    }

    @Test
    default void stepsThatCopyCanBeRepeated() {
        for (PlannedStep step : steps()) {
            if (step.phase() == Phase.COPY) {
                assertThat(open(step).isRepeatable()).as(step.name()).isTrue();
            }
        }
    }

    @Test
    default void whatFreezesCanBeThawed() {
        for (PlannedStep step : steps()) {
            if (step.phase() == Phase.FREEZE) {
                assertThat(open(step).outline(bench().context(bench().watch())).undo())
                        .as("how " + step.name() + " is undone")
                        .isNotBlank();
            }
        }
    }

    @Test
    default void transformsConcernWhatTheyRewrite() {
        eachRewriting((transform, found) -> {
            if (!transform.concerns(found.entry())) {
                assertThat(transform.rewrite(found.entry(), found.content()))
                        .as("what \"" + transform.describe() + "\" makes of " + found.path())
                        .isEmpty();
            }
        });
    }

    @Test
    default void transformsGiveTheSameForTheSame() {
        List<byte[]> first = new ArrayList<>();
        List<byte[]> second = new ArrayList<>();
        eachRewriting((transform, found) -> rewritten(transform, found).ifPresent(first::add));
        eachRewriting((transform, found) -> rewritten(transform, found).ifPresent(second::add));

        assertThat(second).hasSameSizeAs(first);
        for (int i = 0; i < first.size(); i++) {
            assertThat(Arrays.equals(first.get(i), second.get(i)))
                    .as("what a transform made twice of one content")
                    .isTrue();
        }
    }

    private static Optional<byte[]> rewritten(Transform transform, EntryStream.Found found) {
        if (!transform.concerns(found.entry())) {
            return Optional.empty();
        }
        Optional<FileContent> content = transform.rewrite(found.entry(), found.content());
        return content.map(TestContents::readAll);
    }

    /** Each file of each set with each transform of that, opened anew. */
    private void eachRewriting(BiConsumer<Transform, EntryStream.Found> work) {
        for (Blueprint.FileSet set : bench().plan().files()) {
            for (TypedData data : set.transforms()) {
                Transform transform = bench().type(TransformType.class, data).open(data);
                try (FileTree tree = bench().real().tree(set.from());
                        EntryStream stream = tree.read(files(tree), bench().real())) {
                    for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                        work.accept(transform, (EntryStream.Found) item.get());
                    }
                }
            }
        }
    }

    private List<TreeEntry> files(FileTree tree) {
        List<TreeEntry> files = new ArrayList<>();
        try (Cursor<TreeEntry> entries = tree.list(TreePath.ROOT, bench().real())) {
            entries.forEachRemaining(entry -> {
                if (entry.isFile()) {
                    files.add(entry);
                }
            });
        }
        return files;
    }
}
