package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rules about opening trees. */
interface TreeRightsRules extends TreeRules {
    @Test
    default void namesItselfAndItsSchemes() {
        assertThat(bench().method().id()).matches("[a-z][a-z0-9]*(-[a-z0-9]+)*");
        assertThat(bench().method().schemes())
                .isNotEmpty()
                .contains(bench().place().scheme())
                .allSatisfy(scheme -> assertThat(scheme).isLowerCase());
    }

    @Test
    default void aTreeToReadOffersNoWayToWrite() {
        bench().given(TreeBench.file("f", "x"));

        assertThat(bench().openToRead()).isNotInstanceOf(WritableFileTree.class);
    }

    @Test
    default void aTreeToReadShowsWhatAnotherWrote() {
        bench().given(TreeBench.file("d/f", "content"));

        FileTree reading = bench().openToRead();

        assertThat(bench().content(reading, TreePath.of("d/f"))).isEqualTo(TreeBench.utf8("content"));
    }

    @Test
    default void refusesToReadAPlaceThatIsNotThere() {
        assertThat(TreeBench.fails(() -> {
                            try (FileTree tree =
                                    bench().method().open(bench().place(), Access.READ, bench().context())) {
                                bench().list(tree, TreePath.ROOT);
                            }
                        })
                        .code())
                .isEqualTo("tree.not-found");
    }

    @Test
    default void makesItsRootByTheFirstWrite() {
        assertThat(bench().stat(TreePath.ROOT)).isEmpty();

        bench().given(TreeBench.file("f", "x"));

        assertThat(bench().stat(TreePath.ROOT))
                .hasValueSatisfying(root -> assertThat(root.isDirectory()).isTrue());
    }

    @Test
    default void keepsItsCapabilitiesForLife() {
        assertThat(bench().tree().capabilities()).isEqualTo(bench().tree().capabilities());
        bench().given(TreeBench.file("f", "x"));
        assertThat(bench().openToRead().capabilities().features())
                .isEqualTo(bench().tree().capabilities().features());
    }

    @Test
    default void tellsItsRoomOrThatItCannot() {
        OptionalLong room = bench().tree().usableSpace(bench().context());

        assertThat(room.orElse(1)).isPositive();
    }

    @Test
    default void closesTwice() {
        bench().given(TreeBench.file("f", "x"));
        FileTree reading = bench().openToRead();

        reading.close();
        reading.close();
    }
}
