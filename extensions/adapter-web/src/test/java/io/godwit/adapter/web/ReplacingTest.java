package io.godwit.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.adapter.web.ReplaceType.Change;
import io.godwit.adapter.web.ReplaceType.Replacements;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Transform;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReplacingTest {
    private static final Transform REPLACING = new ReplaceType()
            .open(new Replacements(
                            List.of(new Change("https://old.example.com", "https://new.example.org/blog")),
                            List.of(),
                            List.of(),
                            "wp_",
                            false)
                    .data());

    private static Dataset table(String name, String key, String... columns) {
        List<DataColumn> all = Stream.of(columns)
                .map(column -> new DataColumn(column, LogicalType.text(0)))
                .toList();
        return new Dataset(DatasetName.of(name), all, List.of(key), 0, 0);
    }

    private static List<String> rewritten(Dataset table, String... row) {
        CellBlock from = new CellBlock(row.length, 1024, 4096);
        CellBlock to = new CellBlock(row.length, 1024, 4096);
        for (String cell : row) {
            byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
            from.add(bytes, 0, bytes.length);
        }
        REPLACING.rewrite(table).orElseThrow().rewrite(from, to);
        List<String> cells = new ArrayList<>();
        for (int c = 0; c < row.length; c++) {
            cells.add(new String(to.data(), to.start(0, c), to.length(0, c), StandardCharsets.UTF_8));
        }
        return cells;
    }

    @Test
    void replacesInTextAndLeavesKeysIdentifiersAndPasswords() {
        Dataset posts = table("wp_posts", "slug", "slug", "guid", "post_content", "user_pass");

        assertThat(rewritten(
                        posts,
                        "https://old.example.com",
                        "https://old.example.com/?p=1",
                        "https://old.example.com/x",
                        "https://old.example.com"))
                .containsExactly(
                        "https://old.example.com",
                        "https://old.example.com/?p=1",
                        "https://new.example.org/blog/x",
                        "https://old.example.com");
    }

    @Test
    void leavesTransients() {
        Dataset options = table("wp_options", "option_id", "option_id", "option_name", "option_value");

        assertThat(rewritten(options, "1", "_transient_feed", "https://old.example.com"))
                .containsExactly("1", "_transient_feed", "https://old.example.com");
        assertThat(rewritten(options, "1", "home", "https://old.example.com"))
                .containsExactly("1", "home", "https://new.example.org/blog");
    }

    @Test
    void movesTheSitesOfANetwork() {
        Dataset blogs = table("wp_blogs", "blog_id", "blog_id", "domain", "path");

        assertThat(rewritten(blogs, "2", "old.example.com", "/team/"))
                .containsExactly("2", "new.example.org", "/blog/team/");
        assertThat(rewritten(blogs, "3", "mapped.example.net", "/")).containsExactly("3", "mapped.example.net", "/");
        assertThat(rewritten(blogs, "4", "shop.old.example.com", "/"))
                .containsExactly("4", "shop.new.example.org", "/");
    }
}
