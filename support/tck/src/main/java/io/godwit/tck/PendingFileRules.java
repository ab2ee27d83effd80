package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.FileContent;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules about large files that are written in ranges. */
interface PendingFileRules extends TreeRules {
    private PendingFile begin(WritableFileTree tree, TreeEntry entry, long fence) {
        return tree.begin(entry, TreeBench.token(fence), bench().context());
    }

    private static TreeEntry large(byte[] content, String version) {
        return TreeEntry.of(TreePath.of("d/large"), EntryKind.FILE)
                .size(content.length)
                .mode(0640)
                .modified(TreeBench.TIME)
                .version(version)
                .build();
    }

    private static FileContent part(byte[] content, int from, int to) {
        return TestContents.of(Arrays.copyOfRange(content, from, to));
    }

    @Test
    default void beginsLargeFilesWhereItSaysSo() {
        byte[] content = TestContents.random(1, 200_000);
        if (!bench().has(Feature.RANGES)) {
            TreeBench.undeclared(TreeBench.fails(
                    () -> begin(bench().tree(), large(content, "v1"), 1).close()));
            return;
        }
        bench().given(TreeBench.file("d/large", "what was there"));

        try (PendingFile pending = begin(bench().tree(), large(content, "v1"), 1)) {
            assertThat(pending.written()).isEmpty();
            pending.write(100_000, part(content, 100_000, 200_000));
            assertThat(bench().text("d/large")).isEqualTo("what was there");
            pending.write(0, part(content, 0, 60_000));
            pending.write(60_000, part(content, 60_000, 100_000));
            assertThat(bench().text("d/large")).as("invisible until committed").isEqualTo("what was there");
            pending.commit();
        }

        assertThat(bench().content(TreePath.of("d/large"))).isEqualTo(content);
        TreeEntry kept = bench().entry("d/large");
        if (bench().has(Feature.MODES)) {
            assertThat(kept.mode()).hasValue(0640);
        }
        assertThat(bench().list()).filteredOn(TreeEntry::isFile).hasSize(1);
    }

    @Test
    default void refusesToCommitWithRangesMissing() {
        byte[] content = TestContents.random(1, 100_000);
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether: beginsLargeFilesWhereItSaysSo
        }
        for (int[] written : new int[][] {{0, 50_000}, {50_000, 100_000}}) {
            try (PendingFile pending = begin(bench().tree(), large(content, "v" + written[0]), 1)) {
                pending.write(written[0], part(content, written[0], written[1]));
                assertThat(TreeBench.fails(pending::commit).code()).isEqualTo("tree.incomplete");
            }
            assertThat(bench().stat("d/large")).isEmpty();
        }
    }

    @Test
    default void continuesWhatAnotherProcessBegan() {
        byte[] content = TestContents.random(2, 150_000);
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether
        }
        WritableFileTree dead = bench().openToWrite();
        try (PendingFile pending = begin(dead, large(content, "v1"), 1)) {
            pending.write(0, part(content, 0, 90_000));
        }
        dead.close();

        try (PendingFile pending = begin(bench().tree(), large(content, "v1"), 2)) {
            assertThat(pending.written()).isNotEmpty();
            for (ByteRange range : pending.written()) {
                assertThat(range.end()).isLessThanOrEqualTo(90_000);
                try (FileContent back = pending.readBack(range)) {
                    assertThat(TestContents.readAll(back))
                            .isEqualTo(Arrays.copyOfRange(content, (int) range.offset(), (int) range.end()));
                }
            }
            pending.write(90_000, part(content, 90_000, 150_000));
            try (FileContent back = pending.readBack(new ByteRange(80_000, 70_000))) {
                assertThat(TestContents.readAll(back)).isEqualTo(Arrays.copyOfRange(content, 80_000, 150_000));
            }
            if (!pending.written().isEmpty() && pending.written().get(0).offset() > 0) {
                pending.write(0, part(content, 0, 90_000));
            }
            pending.commit();
        }

        assertThat(bench().content(TreePath.of("d/large"))).isEqualTo(content);
    }

    @Test
    default void beginsAnewForAnotherVersion() {
        byte[] content = TestContents.random(3, 50_000);
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether
        }
        try (PendingFile pending = begin(bench().tree(), large(content, "v1"), 1)) {
            pending.write(0, part(content, 0, 50_000));
        }

        try (PendingFile pending = begin(bench().tree(), large(content, "v2"), 1)) {
            assertThat(pending.written()).isEmpty();
        }
    }

    @Test
    default void abortLeavesNothing() {
        byte[] content = TestContents.random(4, 50_000);
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether
        }
        bench().given(TreeBench.file("d/other", "x"));
        try (PendingFile pending = begin(bench().tree(), large(content, "v1"), 1)) {
            pending.write(0, part(content, 0, 50_000));
            pending.abort();
        }

        assertThat(bench().list()).filteredOn(TreeEntry::isFile).hasSize(1);
        try (PendingFile pending = begin(bench().tree(), large(content, "v1"), 1)) {
            assertThat(pending.written()).isEmpty();
        }
    }

    @Test
    default void refusesTheLateCommitOfARunnerThatWasReplaced() {
        byte[] content = TestContents.random(5, 50_000);
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether
        }
        WritableFileTree zombieTree = bench().openToWrite();
        try (PendingFile zombie = begin(zombieTree, large(content, "v1"), 1)) {
            zombie.write(0, part(content, 0, 50_000));
            try (PendingFile later = begin(bench().tree(), large(content, "v1"), 2)) {
                assertThat(TreeBench.fails(zombie::commit).code()).isEqualTo("tree.fenced");
                assertThat(bench().stat("d/large")).isEmpty();
                later.write(0, part(content, 0, 50_000));
                later.commit();
            }
        }

        assertThat(bench().content(TreePath.of("d/large"))).isEqualTo(content);
    }

    @Test
    default void takesPartsWithHoles() {
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether
        }
        byte[] data = TestContents.random(6, 10_000);
        byte[] expected = new byte[300_000];
        System.arraycopy(data, 0, expected, 150_000, 10_000);
        try (PendingFile pending = begin(bench().tree(), large(expected, "v1"), 1)) {
            pending.write(0, TestContents.sparse(100_000, List.of(), new byte[0]));
            pending.write(100_000, TestContents.sparse(200_000, List.of(new ByteRange(50_000, 10_000)), data));
            pending.commit();
        }

        assertThat(bench().content(TreePath.of("d/large"))).isEqualTo(expected);
    }

    @Test
    default void neverMakesAHoleOfAPartThatEndsEarly() {
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether
        }
        byte[] content = TestContents.random(7, 1000);
        try (PendingFile pending = begin(bench().tree(), large(content, "v1"), 1)) {
            TreeBench.fails(() -> {
                pending.write(0, TestContents.endingEarly(1000, Arrays.copyOf(content, 300)));
                pending.commit();
            });
        }
        assertThat(bench().stat("d/large")).isEmpty();
    }
}
