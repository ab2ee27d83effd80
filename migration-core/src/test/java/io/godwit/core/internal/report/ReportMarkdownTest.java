package io.godwit.core.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ReportMarkdownTest {
    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyEndIsWritten(Outcome outcome) {
        String text = SampleReports.ending(outcome).toMarkdown();
        assertThat(text)
                .startsWith("# shop-move: "
                        + Verdict.of(SampleReports.ending(outcome)).headline())
                .contains("| Outcome | `" + outcome + "` |")
                .contains("## Steps", "Copy the files of the shop `copy-files`")
                .contains("## What is left to do");
        assertThat(text.lines().filter(line -> line.startsWith("|")))
                .allSatisfy(line -> assertThat(line).endsWith("|"));
    }

    @Test
    void theRowsOfATableHaveTheirColumns() {
        String text = SampleReports.ending(Outcome.VERIFIED).toMarkdown();
        assertThat(text)
                .contains("| Files of the shop, with contents | 48,211 | 1.9 GiB | 0 |")
                .contains("| Copy the files of the shop `copy-files` | COPY | COMPLETED | 2 min 11 s | 1.9 GiB | 48,211"
                        + " | 14.8 MiB/s |")
                .contains("- **WARNING** `tree.changed` (resolved) `wp-content/debug.log`");
    }

    @Test
    void nothingFromElsewhereBecomesMarkup() {
        String text = HostileText.report(Outcome.NEEDS_DECISION).toMarkdown();
        assertThat(text).doesNotContain("\n# g").doesNotContain("\u202e");
        assertThat(text).contains("\\<script\\>", "\\[d\\]");
        String unescaped = text.replaceAll("\\\\\\p{Punct}", "").replaceAll("(`+)(?:(?!\\1).)*\\1", "");
        assertThat(unescaped).doesNotContain("[", "<", "`", "://");
        assertThat(text.lines().filter(line -> line.startsWith("| ")))
                .allSatisfy(line -> assertThat(line.replace("\\|", "")
                                .chars()
                                .filter(c -> c == '|')
                                .count())
                        .as(line)
                        .isIn(3L, 5L, 8L));
    }

    @Test
    void aCodeSpanHoldsAnyText() {
        assertThat(ReportMarkdown.code("plain")).isEqualTo("`plain`");
        assertThat(ReportMarkdown.code("a`b")).isEqualTo("``a`b``");
        assertThat(ReportMarkdown.code("`a")).isEqualTo("`` `a ``");
        assertThat(ReportMarkdown.code("a``b`")).isEqualTo("``` a``b` ```");
        assertThat(ReportMarkdown.code("")).isEmpty();
    }
}
