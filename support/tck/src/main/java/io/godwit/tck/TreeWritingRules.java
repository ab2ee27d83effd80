package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules about writing batches. */
interface TreeWritingRules extends TreeRules {
    @Test
    default void keepsContentsOfAllSizes() {
        List<EntryStream.Found> files = new ArrayList<>();
        int[] sizes = {0, 1, 511, 32_767, 32_768, 32_769, 99_999, 1_200_000};
        for (int i = 0; i < sizes.length; i++) {
            files.add(TreeBench.file(TreePath.of("d/" + i), TestContents.random(i, sizes[i])));
        }
        List<EntryResult> results = bench().write(files);

        TreeBench.allDone(results);
        for (int i = 0; i < sizes.length; i++) {
            assertThat(results.get(i).bytes()).isEqualTo(sizes[i]);
            assertThat(bench().content(TreePath.of("d/" + i))).isEqualTo(TestContents.random(i, sizes[i]));
        }
    }

    @Test
    default void keepsModesAndTimesAsFarAsItSays() {
        List<EntryStream.Found> files = new ArrayList<>();
        int[] modes = {0644, 0600, 0755, 0400, 0666, 0640};
        for (int mode : modes) {
            TreeEntry entry = TreeEntry.of(TreePath.of("m" + mode), EntryKind.FILE)
                    .size(1)
                    .mode(mode)
                    .modified(TreeBench.TIME)
                    .build();
            files.add(new EntryStream.Found(entry, TestContents.of(new byte[] {1})));
        }
        bench().given(files);

        Duration resolution = bench().tree().capabilities().timeResolution();
        for (int mode : modes) {
            TreeEntry kept = bench().entry("m" + mode);
            if (bench().has(Feature.MODES)) {
                assertThat(kept.mode()).hasValue(mode);
            }
            if (!resolution.isZero()) {
                Instant time = kept.modified().orElseThrow();
                assertThat(Duration.between(time, TreeBench.TIME).abs()).isLessThan(resolution);
            }
        }
    }

    @Test
    default void replacesWhatHasTheName() {
        bench().given(TreeBench.file("f", "a long old content"));
        bench().given(TreeBench.file("f", "new"));

        assertThat(bench().text("f")).isEqualTo("new");
        assertThat(bench().entry("f").size()).isEqualTo(3);
    }

    @Test
    default void leavesNoTemporaryNamesBehind() {
        bench().given(TreeBench.file("d/f", "1"), TreeBench.file("g", "2"));
        bench().write(
                        TreeBench.file("d/f", "3"),
                        new EntryStream.Found(
                                TreeBench.fileEntry(TreePath.of("d/broken"), 10),
                                TestContents.failing(10, new byte[5], changed())));

        assertThat(bench().list())
                .extracting(TreeEntry::path)
                .noneMatch(path -> path.name().toString().startsWith(WritableFileTree.TEMPORARY_PREFIX));
        assertThat(bench().list()).filteredOn(TreeEntry::isFile).hasSize(2);
    }

    private static MigrationException changed() {
        return MigrationException.of(ErrorCategory.TRANSFER, "tree.changed", "it changed while it was read")
                .retryable(true)
                .build();
    }

    @Test
    default void aFailingEntryKeepsTheOldFileAndLetsTheOthersBe() {
        bench().given(TreeBench.file("old", "what was there"));

        List<EntryResult> results = bench().write(
                        TreeBench.file("before", "1"),
                        new EntryStream.Found(
                                TreeBench.fileEntry(TreePath.of("old"), 100_000),
                                TestContents.failing(100_000, new byte[50_000], changed())),
                        new EntryStream.Missed(TreePath.of("missed"), changed()),
                        TreeBench.file("behind", "2"));

        assertThat(bench().failed(results.get(1)).code()).isEqualTo("tree.changed");
        assertThat(bench().failed(results.get(2)).code()).isEqualTo("tree.changed");
        assertThat(results.get(0).failure()).isEmpty();
        assertThat(results.get(3).failure()).isEmpty();
        assertThat(bench().text("old")).isEqualTo("what was there");
        assertThat(bench().text("before")).isEqualTo("1");
        assertThat(bench().text("behind")).isEqualTo("2");
        assertThat(bench().stat("missed")).isEmpty();
    }

    @Test
    default void neverMakesAShortFileOfAContentThatEndsEarly() {
        bench().given(TreeBench.file("old", "what was there"));

        List<EntryResult> results = bench().write(
                        new EntryStream.Found(
                                TreeBench.fileEntry(TreePath.of("old"), 1000),
                                TestContents.endingEarly(1000, new byte[400])),
                        TreeBench.file("behind", "2"));

        bench().failed(results.get(0));
        assertThat(bench().text("old")).isEqualTo("what was there");
        assertThat(bench().text("behind")).isEqualTo("2");
    }

    @Test
    default void takesContentsOfUnknownSize() {
        byte[] content = TestContents.random(3, 123_456);
        TreeEntry entry = TreeEntry.of(TreePath.of("f"), EntryKind.FILE).build();
        bench().given(new EntryStream.Found(entry, TestContents.ofUnknownSize(content)));

        assertThat(bench().content(TreePath.of("f"))).isEqualTo(content);
    }

    @Test
    default void writesHolesAsZeros() {
        byte[] data = TestContents.random(5, 20_000);
        List<ByteRange> regions = List.of(new ByteRange(70_000, 12_000), new ByteRange(900_000, 8_000));
        long size = 2_000_000;
        bench().given(
                        new EntryStream.Found(
                                TreeEntry.of(TreePath.of("holes"), EntryKind.FILE)
                                        .size(size)
                                        .sparse(true)
                                        .build(),
                                TestContents.sparse(size, regions, data)),
                        new EntryStream.Found(
                                TreeBench.fileEntry(TreePath.of("all-hole"), 100_000),
                                TestContents.sparse(100_000, List.of(), new byte[0])));

        byte[] expected = new byte[(int) size];
        System.arraycopy(data, 0, expected, 70_000, 12_000);
        System.arraycopy(data, 12_000, expected, 900_000, 8_000);
        assertThat(Arrays.equals(bench().content(TreePath.of("holes")), expected))
                .as("data at its place, zeros between")
                .isTrue();
        assertThat(bench().content(TreePath.of("all-hole"))).isEqualTo(new byte[100_000]);
        TreeEntry kept = bench().entry("holes");
        assertThat(kept.size()).isEqualTo(size);
        assertThat(kept.isSparse()).isEqualTo(bench().has(Feature.SPARSE));
    }

    @Test
    default void refusesWhatCannotTakeTheNameAndGoesOn() {
        bench().given(TreeBench.file("directory/f", "x"), TreeBench.file("file", "y"));
        if (!bench().has(Feature.DIRECTORIES)) {
            return; // names of files and directories do not meet there
        }

        List<EntryResult> results = bench().write(
                        TreeBench.file("directory", "a file now"),
                        TreeBench.directory("file"),
                        TreeBench.file("file/below", "z"),
                        TreeBench.file("other", "fine"));

        for (int i = 0; i < 3; i++) {
            bench().failed(results.get(i));
        }
        assertThat(results.get(3).failure()).isEmpty();
        assertThat(bench().text("directory/f")).isEqualTo("x");
        assertThat(bench().text("file")).isEqualTo("y");
        assertThat(bench().text("other")).isEqualTo("fine");
        assertThat(bench().names()).containsExactlyInAnyOrder("directory", "directory/f", "file", "other");
    }

    @Test
    default void makesOrRefusesSpecialFilesEntryByEntry() {
        TreeEntry pipe =
                TreeEntry.of(TreePath.of("pipe"), EntryKind.FIFO).mode(0600).build();

        List<EntryResult> results =
                bench().write(new EntryStream.Found(pipe, TestContents.of(new byte[0])), TreeBench.file("behind", "2"));

        results.get(0).failure().ifPresent(TreeBench::undeclared);
        Optional<TreeEntry> made = bench().stat("pipe");
        assertThat(made.isPresent()).isEqualTo(results.get(0).failure().isEmpty());
        made.ifPresent(entry -> assertThat(entry.kind()).isEqualTo(EntryKind.FIFO));
        assertThat(bench().text("behind")).isEqualTo("2");
    }

    @Test
    default void repeatingABatchIsDoingItOnce() {
        for (int round = 0; round < 3; round++) {
            List<EntryStream.Found> batch = new ArrayList<>(
                    List.of(TreeBench.directory("d"), TreeBench.file("d/f", "1"), TreeBench.file("d/e/g", "2")));
            if (bench().has(Feature.SYMLINKS)) {
                batch.add(TreeBench.link("d/l", "f"));
            }
            bench().given(batch);
        }

        assertThat(bench().text("d/f")).isEqualTo("1");
        assertThat(bench().text("d/e/g")).isEqualTo("2");
        assertThat(bench().names().stream().filter(name -> !name.equals("d/l")))
                .containsAll(bench().has(Feature.DIRECTORIES) ? List.of("d", "d/e") : List.of())
                .contains("d/e/g", "d/f");
    }

    @Test
    default void reportsWhatItWrote() {
        bench().given(TreeBench.file("f", "x".repeat(40_000)), TreeBench.file("g", "y".repeat(10)));

        assertThat(bench().context().bytes()).isEqualTo(40_010);
        assertThat(bench().context().items()).isEqualTo(2);
    }

    @Test
    default void writesNothingWhenCancelled() {
        bench().given(TreeBench.file("f", "old"));
        bench().context().cancel();

        assertThat(TreeBench.fails(() -> bench().write(TreeBench.file("f", "new")))
                        .category())
                .isEqualTo(ErrorCategory.CANCELLED);
        TckContext fresh = new TckContext();
        assertThat(bench().tree().stat(List.of(TreePath.of("f")), fresh).get(0))
                .hasValueSatisfying(entry -> assertThat(entry.size()).isEqualTo(3));
    }
}
