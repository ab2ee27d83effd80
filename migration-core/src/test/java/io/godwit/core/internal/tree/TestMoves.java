package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Location;
import io.godwit.spi.Step;
import io.godwit.spi.TypedData;
import java.nio.file.Path;
import java.util.List;

/** Makes steps of copies between two directories. */
final class TestMoves {
    private TestMoves() {}

    static TreeMove move(Path from, Path to, TreeMove.Mode mode) {
        return new TreeMove(
                "site",
                Location.of(from.toUri()),
                Location.of(to.toUri()),
                List.of(),
                List.of(),
                List.of(),
                mode,
                false,
                true,
                TreeMove.PASS_COPY,
                null,
                TreeMove.DEPTH_CONTENT);
    }

    static TreeMove deleting(TreeMove move) {
        return new TreeMove(
                move.name(),
                move.from(),
                move.to(),
                move.include(),
                move.exclude(),
                move.transforms(),
                move.mode(),
                true,
                move.preserveOwners(),
                move.pass(),
                move.files(),
                move.depth());
    }

    static TreeMove excluding(TreeMove move, String... patterns) {
        return new TreeMove(
                move.name(),
                move.from(),
                move.to(),
                move.include(),
                List.of(patterns),
                move.transforms(),
                move.mode(),
                move.deleteExtraneous(),
                move.preserveOwners(),
                move.pass(),
                move.files(),
                move.depth());
    }

    static TreeMove transforming(TreeMove move, TypedData... transforms) {
        return new TreeMove(
                move.name(),
                move.from(),
                move.to(),
                move.include(),
                move.exclude(),
                List.of(transforms),
                move.mode(),
                move.deleteExtraneous(),
                move.preserveOwners(),
                move.pass(),
                move.files(),
                move.depth());
    }

    static TreeMove pass(TreeMove move, String pass) {
        return new TreeMove(
                move.name(),
                move.from(),
                move.to(),
                move.include(),
                move.exclude(),
                move.transforms(),
                move.mode(),
                move.deleteExtraneous(),
                move.preserveOwners(),
                pass,
                move.files(),
                move.depth());
    }

    static Step copy(TreeMove move) {
        return new CopyTreeType().open(StepJson.data(TreeMove.COPY, 1, move));
    }

    /** A copy that is cut into small pieces, so that small trees take many units. */
    static Step fineCopy(TreeMove move) {
        return new CopyTreeStep(move, new CopySizes(100_000, 1 << 20, 1 << 20, 20, 100, 2, 4));
    }

    static Step verify(TreeMove move) {
        return new VerifyTreeType().open(StepJson.data(TreeMove.VERIFY, 1, move));
    }
}
