package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.core.SpecLoader;
import io.godwit.core.SpecLoader.Format;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of fault: where it is said to be, what was expected, and what was probably meant. */
class SpecFaultsTest {
    private static final Path CASES = Path.of("src/test/resources/io/godwit/core/faults/faults.txt");
    private static final Pattern CASE =
            Pattern.compile("^--- (yaml|toml|json)\n(.*?)\n((?:=== [^\n]*\n)+)", Pattern.MULTILINE | Pattern.DOTALL);
    private static final char MARK = '»';

    record Case(Format format, String marked, List<String> expected) {
        /** The text without the marks that show where faults are. */
        String text() {
            return marked.replace(String.valueOf(MARK), "");
        }

        /** Where the marks are, in their order. */
        List<String> places() {
            List<String> places = new ArrayList<>();
            int line = 1;
            int column = 1;
            for (int i = 0; i < marked.length(); i++) {
                char c = marked.charAt(i);
                if (c == MARK) {
                    places.add("x:" + line + ":" + column);
                    continue;
                }
                line += c == '\n' ? 1 : 0;
                column = c == '\n' ? 1 : column + 1;
            }
            return places;
        }

        @Override
        public String toString() {
            return format + " " + marked.replace("\n", "⏎");
        }
    }

    static Stream<Case> cases() throws IOException {
        String text = Files.readString(CASES);
        Matcher found = CASE.matcher(text);
        List<Case> cases = new ArrayList<>();
        while (found.find()) {
            cases.add(new Case(
                    Format.valueOf(found.group(1).toUpperCase(Locale.ROOT)),
                    found.group(2),
                    found.group(3)
                            .lines()
                            .map(line -> line.substring("=== ".length()))
                            .toList()));
        }
        assertThat(cases).hasSize((int) Pattern.compile("^--- \\w", Pattern.MULTILINE)
                .matcher(text)
                .results()
                .count());
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void faultsAreToldOfTogetherInTheirPlaces(Case each) {
        List<MigrationException> faults = faults(refusal(each.text(), each.format()));
        assertThat(faults.stream().map(SpecFaultsTest::said).toList()).isEqualTo(each.expected());
        assertThat(faults.stream().map(MigrationException::subject).toList())
                .containsExactlyInAnyOrderElementsOf(each.places());
    }

    private static MigrationException refusal(String text, Format format) {
        MigrationException refusal = catchThrowableOfType(
                MigrationException.class, () -> SpecLoader.standard().read(text, format, "x"));
        assertThat(refusal).as(text).isNotNull();
        assertThat(refusal.category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(refusal.code()).isEqualTo("spec.invalid");
        for (MigrationException fault : faults(refusal)) {
            assertThat(refusal).hasMessageContaining("  " + fault.subject() + ": " + fault.getMessage());
        }
        return refusal;
    }

    private static List<MigrationException> faults(MigrationException refusal) {
        return Arrays.stream(refusal.getSuppressed())
                .map(MigrationException.class::cast)
                .toList();
    }

    private static String said(MigrationException fault) {
        return fault.code() + " " + fault.getMessage()
                + (fault.remediation().isEmpty() ? "" : " (" + fault.remediation() + ")");
    }

    @Test
    void ofVeryManyFaultsTheFirstHundredAreToldOf() {
        MigrationException refusal =
                refusal("testing: {}\ntransfer:\n  include:\n" + "  - 5\n".repeat(250), Format.YAML);
        assertThat(refusal.getMessage())
                .startsWith("\"x\" has 250 faults:\n  x:4:5: transfer.include[0]: expected text")
                .endsWith("and 150 more");
        assertThat(refusal.getSuppressed()).hasSize(100);
    }

    @Test
    void aFaultThatFollowsFromAnotherIsNotToldOf() {
        // without its url the source has no files, which is no fault of the destination
        assertThat(faults(refusal("source: {url: /a}\ndestination: {url: 'file:///b'}", Format.YAML)))
                .singleElement()
                .satisfies(fault -> assertThat(said(fault)).startsWith("spec.bad-value source.url"));
        assertThat(faults(refusal("sorce: {url: 'file:///a'}", Format.YAML)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo("spec.unknown-key"));
    }

    @Test
    void nothingAtAllIsAFault() {
        for (Format format : Format.values()) {
            assertThat(faults(refusal("", format))).singleElement().satisfies(fault -> {
                assertThat(fault.subject()).isEqualTo("x:1:1");
                assertThat(fault.code()).isEqualTo("spec.empty");
            });
        }
        assertThat(faults(refusal("# nothing\n---\n", Format.YAML))).hasSize(1);
        assertThat(faults(refusal("{}", Format.JSON))).hasSize(1);
    }
}
