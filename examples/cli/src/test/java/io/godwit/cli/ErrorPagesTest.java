package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.ErrorInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds docs/errors.md against the codes that stand in the main sources of all modules. */
class ErrorPagesTest {
    private static final String CODE = "\"([a-z][a-z0-9]*(?:-[a-z0-9]+)*\\.[a-z0-9]+(?:-[a-z0-9]+)*)\"";
    /** What makes a failure or finding, up to its code; a choice between two codes gives both. */
    private static final Pattern MADE = Pattern.compile("(?:(?:MigrationException\\s*\\.\\s*of"
            + "|Finding\\s*\\.\\s*(?:error|warning|info)|new\\s+Finding)\\s*\\(\\s*[^\"();]*"
            + "|ErrorCategory\\s*\\.\\s*[A-Z]+\\s*,\\s*)" + CODE + "(?:\\s*:\\s*" + CODE + ")?");

    private static final Pattern ENTRY =
            Pattern.compile("(?m)^### (\\S+)\\n\\n`([^`]+)` — \\S.*\\n\\nCause: \\S.*\\n\\nWay out: \\S");
    private static final Pattern HEADING = Pattern.compile("(?m)^### (\\S+)$");
    /** Made of the kind of an object of a database. */
    private static final Set<String> COMPOSED = Set.of(
            "schema.view-not-moved", "schema.routine-not-moved", "schema.trigger-not-moved", "schema.event-not-moved");
    /** Where modules are, relative to the root. */
    private static final List<String> MODULES = List.of(
            "migration-spi",
            "migration-core",
            "transfer-ssh",
            "transfer-cloud",
            "db-postgres",
            "db-mysql",
            "adapter-asterisk",
            "extensions",
            "support",
            "examples");

    @Test
    void everyCodeHasItsEntry() throws IOException {
        Set<String> codes = new TreeSet<>(COMPOSED);
        for (String source : sources()) {
            Matcher made = MADE.matcher(source);
            while (made.find()) {
                codes.add(made.group(1));
                if (made.group(2) != null) {
                    codes.add(made.group(2));
                }
            }
        }
        assertThat(codes).as("what the sources were searched for").hasSizeGreaterThan(200);
        Set<String> anchors = found(HEADING, 1);
        assertThat(codes)
                .allSatisfy(code -> assertThat(anchors)
                        .as(code)
                        .contains(ErrorInfo.helpFor(code).replace("docs/errors.md#", "")));
    }

    @Test
    void everyEntryIsWholeAndOfACodeThatIsThere() throws IOException {
        Set<String> codes = found(ENTRY, 2);
        assertThat(found(ENTRY, 1)).isEqualTo(found(HEADING, 1));
        List<String> sources = sources();
        assertThat(codes)
                .allSatisfy(code -> assertThat(COMPOSED.contains(code)
                                || sources.stream().anyMatch(source -> source.contains('"' + code + '"')))
                        .as(code)
                        .isTrue());
    }

    @Test
    void everyHeadingIsItsCodeWithADash() throws IOException {
        Matcher entry = ENTRY.matcher(page());
        while (entry.find()) {
            assertThat(ErrorInfo.helpFor(entry.group(2))).isEqualTo("docs/errors.md#" + entry.group(1));
        }
    }

    @Test
    void theCodeOfAVendorLeadsToNoPageOfOurs() {
        assertThat(ErrorInfo.helpFor("notes.no-database")).isEmpty();
        assertThat(ErrorInfo.helpFor("nonsense")).isEmpty();
    }

    private static Set<String> found(Pattern pattern, int group) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(page());
        while (matcher.find()) {
            String one = matcher.group(group);
            assertThat(found.add(one)).as("once only: %s", one).isTrue();
        }
        return found;
    }

    private static String page() throws IOException {
        return Files.readString(root().resolve("docs/errors.md")).replace("\r\n", "\n");
    }

    private static List<String> sources() throws IOException {
        Path root = root();
        List<String> sources = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(root.resolve(module))) {
                for (Path file : files.filter(ErrorPagesTest::isMainSource).toList()) {
                    sources.add(Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static boolean isMainSource(Path file) {
        String path = file.toString().replace('\\', '/');
        // a vendor documents its own codes
        return path.contains("/src/main/java/") && path.endsWith(".java") && !path.contains("/custom-adapter/");
    }

    private static Path root() {
        Path start = Path.of("").toAbsolutePath();
        for (Path at = start; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("docs/errors.md")) && Files.exists(at.resolve("mvnw"))) {
                return at;
            }
        }
        throw new AssertionError("the repository is not found upward from " + start);
    }
}
