package io.godwit.example.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds every block of code in docs/plugins.md to the file that it says it comes from: its lines stand there one after the other, but for indentation, and a line
 * {@code // ...} stands for lines that are left out.
 */
class GuideTest {
    private static final Pattern BLOCK =
            Pattern.compile("(?m)(?:^<!-- from (\\S+) -->\\n)?^```(\\w*)\\n((?:(?!```).*\\n)*)```$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    @TestFactory
    Stream<DynamicTest> everyBlockStandsInItsSource() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        Matcher block = BLOCK.matcher(page());
        while (block.find()) {
            String source = String.valueOf(block.group(1));
            String code = block.group(3);
            tests.add(DynamicTest.dynamicTest(
                    source + ": " + code.lines().findFirst().orElse(""), () -> {
                        assertThat(root().resolve(source)).exists();
                        assertThat(positions(code, Files.readString(root().resolve(source))))
                                .as("\n%s\nin %s", code, source)
                                .doesNotContain(-1);
                    }));
        }
        assertThat(tests).as("blocks of code").hasSizeGreaterThan(15);
        return tests.stream();
    }

    /** Where each run of lines begins, or -1. */
    private static List<Integer> positions(String code, String source) {
        List<Integer> positions = new ArrayList<>();
        String there = bare(source);
        int from = 0;
        for (String run : bare(code).split("(?m)^(?://|#) \\.\\.\\.\\n", -1)) {
            // a run of whole lines
            int at = ("\n" + there).indexOf("\n" + run, from);
            positions.add(at);
            from = at + run.length();
        }
        return positions;
    }

    private static String bare(String text) {
        StringBuilder bare = new StringBuilder();
        text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .forEach(line -> bare.append(line).append('\n'));
        return bare.toString();
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        Matcher link = LINK.matcher(page());
        while (link.find()) {
            assertThat(root().resolve("docs").resolve(link.group(1)).normalize())
                    .exists();
        }
    }

    @Test
    void everyContractOfTheKitIsNamed() throws IOException {
        try (Stream<Path> kit = Files.list(root().resolve("support/tck/src/main/java/io/godwit/tck"))) {
            List<String> contracts = kit.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Contract.java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
            assertThat(contracts).isNotEmpty();
            assertThat(page()).contains(contracts);
        }
    }

    private static String page() throws IOException {
        return Files.readString(root().resolve("docs/plugins.md")).replace("\r\n", "\n");
    }

    private static Path root() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/plugins.md"))) {
                return at;
            }
        }
        throw new AssertionError(
                "docs/plugins.md is not found upward from " + Path.of("").toAbsolutePath());
    }
}
