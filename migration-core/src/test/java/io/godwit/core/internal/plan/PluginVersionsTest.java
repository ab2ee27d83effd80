package io.godwit.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.Plugins;
import io.godwit.core.internal.run.CheckSteps;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.CheckType;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import io.godwit.spi.WorkContext;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PluginVersionsTest {
    private static final TypedData LOUD = new TypedData("shop:loud", 1, "{}");
    private static final TypedData MASK = new TypedData("shop:mask", 1, "{}");
    private static final TypedData OPEN = new TypedData("shop:open", 1, "{}");

    private record Rewriting(String id) implements TransformType {
        @Override
        public Transform open(TypedData data) {
            return () -> "does nothing";
        }
    }

    private record Looking(String id) implements CheckType {
        @Override
        public List<Finding> run(TypedData data, WorkContext context) {
            return List.of();
        }
    }

    @Test
    void whatRewritesAndChecksCountsToo() {
        Plugins plugins = Plugins.builder()
                .add(TransformType.class, new Rewriting("shop:loud"))
                .add(TransformType.class, new Rewriting("shop:mask"))
                .add(CheckType.class, new Looking("shop:open"))
                .build();
        TreeMove files = new TreeMove(
                "site",
                Location.of("file:///old"),
                Location.of("file:///new"),
                List.of(),
                List.of(),
                List.of(LOUD),
                TreeMove.Mode.CREATE,
                false,
                false,
                TreeMove.PASS_COPY,
                null,
                TreeMove.DEPTH_CONTENT);
        DatabaseMove rows = new DatabaseMove(
                "rows",
                Location.of("sqlite:/old.db"),
                Location.of("sqlite:/new.db"),
                List.of(),
                List.of(),
                List.of(MASK),
                "godwit_x",
                "");

        assertThat(PluginVersions.of(
                        plugins,
                        List.of(
                                StepJson.data(TreeMove.COPY, 1, files),
                                StepJson.data(DatabaseMove.LOAD, 1, rows),
                                CheckSteps.data(OPEN)),
                        List.of()))
                .containsOnlyKeys(
                        "check shop:open",
                        "step core:copy-tree",
                        "step core:load-data",
                        "transform shop:loud",
                        "transform shop:mask");
    }
}
