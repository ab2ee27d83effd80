package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Cursor;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listings that leave something out, over more keys than a page holds. */
class ListingIT {
    static List<org.junit.jupiter.api.Named<TwoRunnersIT.Service>> services() {
        return TwoRunnersIT.services().toList();
    }

    private static void fill(ObjectTree tree, List<String> keys) {
        List<java.util.concurrent.Future<Object>> puts = new ArrayList<>();
        for (String key : keys) {
            puts.add(tree.requests().begin(() -> {
                tree.store()
                        .put(
                                tree.keys().prefix() + key,
                                ObjectHeaders.NONE,
                                new byte[] {1},
                                1,
                                ObjectStore.Expected.ANYTHING);
                return key;
            }));
        }
        puts.forEach(put -> Requests.await(put, "filling"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void doesNotListWhatIsBelowDirectoriesThatAreNotEntered(TwoRunnersIT.Service service) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1200; i++) {
            keys.add(String.format("cache/%02d/%04d", i % 40, i));
        }
        keys.addAll(List.of("cache.txt", "cache-b", "a/f", "cacheb/f", "z/cache/f", "z/f"));
        List<TreePath> asked = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (ObjectTree tree = (ObjectTree) service.open()) {
            fill(tree, keys);
            try (Cursor<TreeEntry> cursor = tree.list(
                    TreePath.ROOT,
                    path -> {
                        asked.add(path);
                        return !path.name().toString().equals("cache");
                    },
                    service.context())) {
                cursor.forEachRemaining(entry -> names.add(entry.path().toString()));
            }
        }

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "a", "a/f", "cache", "cache.txt", "cache-b", "cacheb", "cacheb/f", "z", "z/cache", "z/f");
        assertThat(asked).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("services")
    void looksManyUpAtOnce(TwoRunnersIT.Service service) {
        try (ObjectTree tree = (ObjectTree) service.open()) {
            fill(tree, List.of("d/a", "d/c", "d/e/f", "x", "d/\ud83d\ude00"));
            Map<String, Boolean> expected = new HashMap<>(Map.of(
                    "d/b", false, "d/c", true, "d/e", true, "d/e/f", true, "d", true, "x", true, "y", false, "d/z",
                    false));
            expected.put("d/\ud83d\ude00", true);
            List<TreePath> paths = expected.keySet().stream().map(TreePath::of).toList();
            List<Optional<TreeEntry>> entries = tree.stat(paths, service.context());
            for (int i = 0; i < paths.size(); i++) {
                assertThat(entries.get(i).isPresent())
                        .as(paths.get(i).toString())
                        .isEqualTo(expected.get(paths.get(i).toString()));
            }
        }
    }
}
