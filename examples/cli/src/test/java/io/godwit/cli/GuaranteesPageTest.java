package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/guarantees.md against the tags of the tests: every promise has tests, and every test that bears a promise's tag stands there. */
class GuaranteesPageTest {
    private static final Pattern PROMISE = Pattern.compile("(?m)^`(guarantee-[a-z-]+)`: (.+)$");
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(guarantee-[a-z-]+)\"\\)");

    @Test
    void everyPromiseHasItsTestsAndEveryTestItsPromise() throws IOException {
        Map<String, Set<String>> promised = new TreeMap<>();
        Matcher promises = PROMISE.matcher(page());
        while (promises.find()) {
            assertThat(promised.put(
                            promises.group(1),
                            new TreeSet<>(List.of(promises.group(2).split(", ", -1)))))
                    .as(promises.group(1))
                    .isNull();
        }
        assertThat(promised).hasSizeGreaterThan(10).isEqualTo(tagged());
    }

    @Test
    void everySectionThatPromisesNamesItsTag() throws IOException {
        for (String section : page().split("(?m)^## ", -1)) {
            if (!section.startsWith("# What") && !section.startsWith("What is not promised")) {
                assertThat(PROMISE.matcher(section).results().count())
                        .as(section)
                        .isEqualTo(1);
            }
        }
    }

    private static Map<String, Set<String>> tagged() throws IOException {
        Map<String, Set<String>> tagged = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root())) {
            for (Path file : files.filter(GuaranteesPageTest::isTest).toList()) {
                Matcher tags = TAG.matcher(Files.readString(file));
                while (tags.find()) {
                    tagged.computeIfAbsent(tags.group(1), tag -> new TreeSet<>())
                            .add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        return tagged;
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.contains("/src/test/java/") && path.endsWith(".java");
    }

    private static String page() throws IOException {
        return Files.readString(root().resolve("docs/guarantees.md")).replace("\r\n", "\n");
    }

    private static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/guarantees.md")) && Files.exists(at.resolve("mvnw"))) {
                return at;
            }
        }
        throw new AssertionError("the repository is not found upward from " + start);
    }
}
