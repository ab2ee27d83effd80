package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.ByteRange;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Rules about reading. */
interface TreeReadingRules extends TreeRules {
    @Test
    default void readsABatchInTheOrderAsked() {
        int[] sizes = {0, 1, 32_767, 32_768, 32_769, 65_536, 100_000, 262_144, 1_048_579, 3};
        List<EntryStream.Found> files = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            files.add(TreeBench.file(TreePath.of("d" + i % 3 + "/f" + i), TestContents.random(i, sizes[i])));
        }
        bench().given(files);
        List<TreeEntry> wanted = new ArrayList<>(
                bench().list().stream().filter(TreeEntry::isFile).toList());
        Collections.reverse(wanted);

        try (EntryStream stream = bench().tree().read(wanted, bench().context())) {
            for (TreeEntry entry : wanted) {
                EntryStream.Found found = (EntryStream.Found) stream.next().orElseThrow();
                assertThat(found.entry()).isEqualTo(entry);
                int number = Integer.parseInt(entry.path().name().toString().substring(1));
                assertThat(TestContents.readAll(found.content())).isEqualTo(TestContents.random(number, sizes[number]));
            }
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    default void skipsWhatIsNotRead() {
        bench().given(
                        TreeBench.file(TreePath.of("a"), TestContents.random(1, 700_000)),
                        TreeBench.file(TreePath.of("b"), TestContents.random(2, 700_000)),
                        TreeBench.file("c", "last"));
        List<TreeEntry> wanted = List.of(bench().entry("a"), bench().entry("b"), bench().entry("c"));

        try (EntryStream stream = bench().tree().read(wanted, bench().context())) {
            stream.next();
            EntryStream.Found half = (EntryStream.Found) stream.next().orElseThrow();
            half.content().read(ByteBuffer.allocate(100));
            EntryStream.Found last = (EntryStream.Found) stream.next().orElseThrow();
            assertThat(TestContents.readAll(last.content())).isEqualTo(TreeBench.utf8("last"));
        }
    }

    @Test
    default void aStreamMayBeLeftEarly() {
        List<EntryStream.Found> files = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            files.add(TreeBench.file(TreePath.of("f" + i), TestContents.random(i, 40_000)));
        }
        bench().given(files);
        List<TreeEntry> wanted = bench().list();

        for (int round = 0; round < 8; round++) {
            try (EntryStream stream = bench().tree().read(wanted, bench().context())) {
                for (int i = 0; i < round; i++) {
                    EntryStream.Found found = (EntryStream.Found) stream.next().orElseThrow();
                    found.content().read(ByteBuffer.allocate(10_000));
                }
            }
        }

        assertThat(bench().content(TreePath.of("f7"))).isEqualTo(TestContents.random(7, 40_000));
    }

    @Test
    default void reportsWhatVanishedAndGoesOn() {
        bench().given(TreeBench.file("a", "1"), TreeBench.file("b", "2"), TreeBench.file("c", "3"));
        List<TreeEntry> listed = List.of(bench().entry("a"), bench().entry("b"), bench().entry("c"));
        bench().done(new TreeChange.Delete(TreePath.of("b")));

        try (EntryStream stream = bench().tree().read(listed, bench().context())) {
            assertThat(stream.next()).hasValueSatisfying(i -> assertThat(i).isInstanceOf(EntryStream.Found.class));
            EntryStream.Item gone = stream.next().orElseThrow();
            assertThat(gone).isInstanceOf(EntryStream.Missed.class);
            assertThat(gone.path()).isEqualTo(TreePath.of("b"));
            assertThat(((EntryStream.Missed) gone).failure().code()).isEqualTo("tree.vanished");
            EntryStream.Found last = (EntryStream.Found) stream.next().orElseThrow();
            assertThat(TestContents.readAll(last.content())).isEqualTo(TreeBench.utf8("3"));
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    default void deliversWhatIsThereNowWhole() {
        bench().given(TreeBench.file("grown", "small"), TreeBench.file("shrunk", "x".repeat(50_000)));
        List<TreeEntry> listed = List.of(bench().entry("grown"), bench().entry("shrunk"));
        bench().given(TreeBench.file("grown", "y".repeat(90_000)), TreeBench.file("shrunk", "tiny"));

        try (EntryStream stream = bench().tree().read(listed, bench().context())) {
            for (String now : List.of("y".repeat(90_000), "tiny")) {
                EntryStream.Found found = (EntryStream.Found) stream.next().orElseThrow();
                assertThat(found.entry().size()).isEqualTo(now.length());
                assertThat(TestContents.readAll(found.content())).isEqualTo(TreeBench.utf8(now));
            }
        }
    }

    @Test
    default void neverOpensSpecialFiles() {
        bench().given(TreeBench.file("d/f", "x"), TreeBench.file("d/z", "z"));
        if (!makeSpecial(TreePath.of("d/pipe"))) {
            return; // there are no such things at this place
        }

        TreeEntry pipe = bench().entry("d/pipe");
        assertThat(pipe.kind()).isNotIn(EntryKind.FILE, EntryKind.DIRECTORY, EntryKind.SYMLINK);
        assertThat(bench().names()).contains("d/pipe");
        // also where it took the place of a file that was listed
        TreeEntry disguised = TreeEntry.of(pipe.path(), EntryKind.FILE).size(10).build();
        for (TreeEntry asked : List.of(pipe, disguised)) {
            try (EntryStream stream = bench().tree().read(List.of(asked, bench().entry("d/z")), bench().context())) {
                if (stream.next().orElseThrow() instanceof EntryStream.Found found) {
                    assertThat(found.entry().kind()).isEqualTo(pipe.kind());
                    assertThat(TestContents.readAll(found.content())).isEmpty();
                }
                EntryStream.Found next = (EntryStream.Found) stream.next().orElseThrow();
                assertThat(TestContents.readAll(next.content())).isEqualTo(TreeBench.utf8("z"));
            }
        }
    }

    @Test
    default void readsRangesWhereItSaysSo() {
        byte[] content = TestContents.random(9, 300_000);
        bench().given(TreeBench.file(TreePath.of("large"), content));
        TreeEntry entry = bench().entry("large");
        if (!bench().has(Feature.RANGES)) {
            TreeBench.undeclared(
                    TreeBench.fails(() -> bench().tree().open(entry, new ByteRange(1, 2), bench().context())));
            return;
        }
        for (ByteRange range : List.of(
                new ByteRange(0, 300_000),
                new ByteRange(0, 0),
                new ByteRange(300_000, 0),
                new ByteRange(299_999, 1),
                new ByteRange(32_768, 32_768),
                new ByteRange(12_345, 200_001))) {
            try (FileContent read = bench().tree().open(entry, range, bench().context())) {
                assertThat(TestContents.readAll(read))
                        .as(range.toString())
                        .isEqualTo(java.util.Arrays.copyOfRange(content, (int) range.offset(), (int) range.end()));
            }
        }
    }

    @Test
    default void refusesARangeOfAFileThatIsNotTheOneListed() {
        if (!bench().has(Feature.RANGES)) {
            return; // refused altogether: readsRangesWhereItSaysSo
        }
        bench().given(TreeBench.file("changed", "x".repeat(1000)), TreeBench.file("gone", "x".repeat(1000)));
        TreeEntry changed = bench().entry("changed");
        TreeEntry gone = bench().entry("gone");
        bench().given(TreeBench.file("changed", "y".repeat(2000)));
        bench().done(new TreeChange.Delete(gone.path()));

        assertThat(failureOfReading(changed).code()).isEqualTo("tree.changed");
        assertThat(failureOfReading(gone).code()).isEqualTo("tree.vanished");
    }

    private MigrationException failureOfReading(TreeEntry entry) {
        return TreeBench.fails(() -> {
            try (FileContent content = bench().tree().open(entry, new ByteRange(0, entry.size()), bench().context())) {
                TestContents.readAll(content);
            }
        });
    }

    @Test
    default void hashesInTheOrderAsked() throws Exception {
        byte[] large = TestContents.random(4, 500_000);
        bench().given(TreeBench.file(TreePath.of("d/large"), large), TreeBench.file("empty", ""));

        List<Optional<Digest>> digests = bench().tree()
                .digest(
                        List.of(TreePath.of("empty"), TreePath.of("missing"), TreePath.of("d/large")),
                        "SHA-256",
                        bench().context());

        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        assertThat(digests)
                .containsExactly(
                        Optional.of(Digest.of("SHA-256", sha.digest(new byte[0]))),
                        Optional.empty(),
                        Optional.of(Digest.of("SHA-256", sha.digest(large))));
    }

    @Test
    default void refusesAHashThatNobodyKnows() {
        bench().given(TreeBench.file("f", "x"));

        assertThatThrownBy(() -> bench().tree().digest(List.of(TreePath.of("f")), "NO-SUCH-HASH", bench().context()))
                .isInstanceOf(MigrationException.class);
    }

    @Test
    default void stopsReadingWhenCancelled() {
        bench().given(TreeBench.file("f", "x"));
        List<TreeEntry> listed = bench().list();
        bench().context().cancel();

        assertThat(TreeBench.fails(() -> {
                            try (EntryStream stream = bench().tree().read(listed, bench().context())) {
                                stream.next();
                            }
                        })
                        .category())
                .isEqualTo(ErrorCategory.CANCELLED);
    }

    @Test
    default void servesAsManyReadersAsItSays() throws Exception {
        List<EntryStream.Found> files = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            files.add(TreeBench.file(TreePath.of("f" + i), TestContents.random(i, 5_000)));
        }
        bench().given(files);
        int readers = Math.min(4, bench().tree().capabilities().maxConcurrency());
        ExecutorService pool = Executors.newFixedThreadPool(readers);
        try {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int r = 0; r < readers; r++) {
                counts.add(pool.submit(() -> {
                    int same = 0;
                    try (EntryStream stream = bench().tree().read(bench().list(), bench().context())) {
                        for (Optional<EntryStream.Item> i = stream.next(); i.isPresent(); i = stream.next()) {
                            EntryStream.Found found = (EntryStream.Found) i.get();
                            int number =
                                    Integer.parseInt(found.path().toString().substring(1));
                            byte[] read = TestContents.readAll(found.content());
                            same += java.util.Arrays.equals(read, TestContents.random(number, 5_000)) ? 1 : 0;
                        }
                    }
                    return same;
                }));
            }
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isEqualTo(60);
            }
        } finally {
            RuleThreads.end(pool);
        }
    }
}
