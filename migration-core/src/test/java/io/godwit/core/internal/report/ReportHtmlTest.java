package io.godwit.core.internal.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.godwit.core.MigrationReport;
import io.godwit.core.Outcome;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class ReportHtmlTest {
    @TempDir
    Path directory;

    /** The page closes every element and quotes every attribute, so that an XML parser reads it as a browser does. */
    private static Document parse(String html) throws Exception {
        String body = html.substring(html.indexOf('\n') + 1);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(body)));
    }

    private static List<Element> elements(Document page) {
        NodeList all = page.getElementsByTagName("*");
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < all.getLength(); i++) {
            elements.add((Element) all.item(i));
        }
        return elements;
    }

    private static String text(Document page) {
        Node main = page.getElementsByTagName("main").item(0);
        return main.getTextContent();
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyEndIsAWholePageThatNeedsAndRunsNothing(Outcome outcome) throws Exception {
        String html = SampleReports.ending(outcome).toHtml();
        Document page = parse(html);
        Set<String> names = new TreeSet<>();
        Set<String> attributes = new TreeSet<>();
        for (Element element : elements(page)) {
            names.add(element.getTagName());
            NamedNodeMap all = element.getAttributes();
            for (int i = 0; i < all.getLength(); i++) {
                attributes.add(all.item(i).getNodeName());
            }
        }
        assertThat(names).doesNotContain("script", "link", "img", "iframe", "object", "embed", "base", "form", "a");
        assertThat(attributes).noneMatch(name -> name.startsWith("on")).doesNotContain("src", "href", "style");
        assertThat(html.toLowerCase(Locale.ROOT)).doesNotContain("http:", "https:", "url(", "@import", "//");
        assertThat(page.getElementsByTagName("h1").getLength()).isEqualTo(1);
        assertThat(text(page))
                .contains(Verdict.of(SampleReports.ending(outcome)).headline())
                .contains("Copy the files of the shop");
        Files.writeString(directory.resolve("report.html"), html);
        assertThat(Files.size(directory.resolve("report.html"))).isLessThan(100_000);
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void nothingFromElsewhereBecomesMarkup(Outcome outcome) throws Exception {
        MigrationReport hostile = HostileText.report(outcome);
        String html = hostile.toHtml();
        Document page = parse(html);
        Set<String> plain = new TreeSet<>();
        elements(parse(SampleReports.ending(outcome).toHtml())).forEach(element -> plain.add(element.getTagName()));
        plain.addAll(Set.of("table", "tr", "td", "th", "thead", "tbody", "article", "ol", "details", "summary", "h3"));
        assertThat(elements(page)).allSatisfy(element -> assertThat(plain).contains(element.getTagName()));
        assertThat(html)
                .doesNotContain("\u202e", "<script", "onerror=alert(2)>")
                .contains("&lt;script&gt;");
        assertThat(text(page)).contains("<script>alert(1)</script>");
    }

    @Test
    void neverCallsVerifiedOrASuccessWhatWasNotCompared() throws Exception {
        MigrationReport report = SampleReports.ending(Outcome.NOT_VERIFIED);
        for (String written : List.of(report.toHtml(), report.toMarkdown(), report.toJson())) {
            String words = written.replace("NOT_VERIFIED", "").replace("NOT\\_VERIFIED", "");
            assertThat(words.toLowerCase(Locale.ROOT)).doesNotContain("verified", "success", "all is well");
        }
        assertThat(report.toHtml()).contains("verdict fair").doesNotContain("verdict good");
        assertThat(SampleReports.ending(Outcome.VERIFIED).toHtml()).contains("verdict good");
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void onlyOneEndIsGood(Outcome outcome) {
        boolean good = Verdict.of(SampleReports.ending(outcome)).tone() == Verdict.Tone.GOOD;
        assertThat(good).isEqualTo(outcome == Outcome.VERIFIED);
    }

    @Test
    void saysWhatIsLeftToDo() throws Exception {
        String failed = text(parse(SampleReports.ending(Outcome.RESUMABLE).toHtml()));
        assertThat(failed)
                .contains("Make room on the destination")
                .contains("godwit resume 4f2a9c1e-7b1d-4c55-9d0a-2f6f1c7be310")
                .contains("godwit rollback");
        String undecided =
                text(parse(SampleReports.ending(Outcome.NEEDS_DECISION).toHtml()));
        assertThat(undecided).contains("godwit resume 4f2a9c1e --decision skip", "payment service");
        assertThat(text(parse(SampleReports.ending(Outcome.NOT_VERIFIED).toHtml())))
                .contains("godwit verify");
        assertThat(text(parse(SampleReports.ending(Outcome.DIFFERENCES).toHtml())))
                .contains("3 differences were found", "godwit verify", "godwit rollback");
        assertThat(text(parse(SampleReports.ending(Outcome.ROLLBACK_STUCK).toHtml())))
                .contains("--changed keep");
        assertThat(text(parse(SampleReports.ending(Outcome.RESTORED).toHtml())))
                .contains("plan and run the migration again", "undone");
        assertThat(text(parse(SampleReports.ending(null).toHtml()))).contains("Not at its end", "at 71 %");
    }

    @Test
    void drawsTheCharts() throws Exception {
        String html = SampleReports.ending(Outcome.CANCELLED).toHtml();
        assertThat(html).contains("class=\"pause\"", "class=\"area\"", "class=\"bar\"", "3 copy-files");
        assertThat(SampleReports.ending(Outcome.VERIFIED).toHtml()).doesNotContain("class=\"pause\"");
    }

    @Test
    void theBuilderRefusesWhatIsNotWholeOrCouldBreakOut() {
        Html html = new Html();
        html.open("p");
        assertThatIllegalStateException().isThrownBy(html::toString);
        assertThatIllegalArgumentException().isThrownBy(() -> html.open("p", "class"));
        assertThatIllegalArgumentException().isThrownBy(() -> html.style("</style>"));
    }
}
