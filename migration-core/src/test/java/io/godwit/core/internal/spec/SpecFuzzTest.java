package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.fail;

import io.godwit.core.MigrationSpec;
import io.godwit.core.SpecLoader;
import io.godwit.core.SpecLoader.Format;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Samples, broken at random: the loader gives a specification or an exception that says where, and never a secret. Replay a run
 * with {@code -Dgodwit.seed=...}.
 */
class SpecFuzzTest {
    private static final Path SAMPLES = Path.of("src/test/resources/io/godwit/core/spec");
    private static final String SECRET = "Pl4nted!S3cret";
    private static final Pattern PLACE = Pattern.compile("x:[1-9][0-9]*:[1-9][0-9]*");
    private static final int ROUNDS = 6_000;
    private static final String[] PIECES = {
        "{",
        "}",
        "[",
        "]",
        ":",
        ": ",
        ",",
        "\n",
        "\n  ",
        "'",
        "\"",
        "#",
        "&a ",
        "*a",
        "!",
        "|",
        ">",
        "- ",
        "? ",
        "%",
        "@",
        "`",
        "\t",
        "null",
        "~",
        "true",
        "-1",
        "1e9",
        "0x1",
        "2020-01-01",
        "\u00e9",
        "😀",
        "\u0001",
        "\uFEFF",
        "=",
        "[[",
        "]]",
        "'''",
        "\"\"\"",
        "\\",
        "\\u12",
        "file:",
        "env:",
        "ssh://",
        "url",
        "source",
        "database",
        "<<",
        "\r",
        "\u2028",
        "\uD800",
        "99999999999999999999"
    };

    private final List<String> texts = new ArrayList<>();

    SpecFuzzTest() throws IOException {}

    @ParameterizedTest
    @EnumSource(Format.class)
    void aBrokenFileIsRefusedWithPlaces(Format format) throws IOException {
        long seed = Long.getLong("godwit.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        texts.addAll(samples(format));
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = texts.get(random.nextInt(texts.size()));
            for (int left = random.nextInt(1, 5); left > 0; left--) {
                text = broken(text, random);
            }
            read += tryToRead(text, format, seed) ? 1 : 0;
        }
        if (read == 0 || read == ROUNDS) {
            fail("seed %d: the samples were broken all or not at all", seed);
        }
    }

    private static List<String> samples(Format format) throws IOException {
        if (format == Format.TOML) {
            String shop = Files.readString(SAMPLES.resolve("shop.toml"));
            return List.of(shop.replace("env:OLD_DB_PASSWORD", SECRET), shop);
        }
        List<String> samples = new ArrayList<>();
        for (String name : List.of("shop.yaml", "wordpress.yaml", "control-panel.yaml", "performance.yaml")) {
            String text = Files.readString(SAMPLES.resolve(name))
                    .replace("env:OLD_DB_PASSWORD", SECRET)
                    .replace("plain-text-password", SECRET)
                    .replace("api-token-in-plain-text", SECRET);
            samples.add(
                    format == Format.YAML
                            ? text
                            : PublishedSchemaTest.json(YamlReader.read(text, new Faults("x")))
                                    .toPrettyString());
        }
        return samples;
    }

    private static String broken(String text, RandomGenerator random) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + random.nextInt(1, 12));
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + text.substring(to);
            case 1 -> text.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + text.substring(at);
            case 2 -> text.substring(0, at) + PIECES[random.nextInt(PIECES.length)] + text.substring(to);
            case 3 -> text.substring(0, at) + text.substring(at, to) + text.substring(at);
            case 4 -> text.substring(0, at) + (char) random.nextInt(1, 0x250) + text.substring(to);
            default -> lines(text, random);
        };
    }

    /** A line left out, doubled, or put elsewhere. */
    private static String lines(String text, RandomGenerator random) {
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (lines.isEmpty()) {
            return text;
        }
        String line = lines.get(random.nextInt(lines.size()));
        if (random.nextBoolean()) {
            lines.remove(line);
        }
        if (random.nextBoolean()) {
            lines.add(random.nextInt(lines.size() + 1), " ".repeat(random.nextInt(4)) + line.strip());
        }
        return String.join("\n", lines);
    }

    private static boolean tryToRead(String text, Format format, long seed) {
        try {
            MigrationSpec spec = SpecLoader.standard().read(text, format, "x");
            MigrationSpec again = SpecLoader.fromJson(spec.toJson());
            if (!again.equals(spec) || !again.hash().equals(spec.hash())) {
                fail("seed %d: not the same again: %s%n%s%n%s", seed, text, spec.toJson(), again.toJson());
            }
            spec.source();
            spec.destination();
            refuseSecret(spec + spec.toJson() + spec.findings(), text, seed);
            return true;
        } catch (MigrationException e) {
            if (e.category() != ErrorCategory.CONFIGURATION || !e.code().equals("spec.invalid")) {
                fail("seed %d: %s: %s".formatted(seed, e, text), e);
            }
            for (Throwable each : e.getSuppressed()) {
                if (!PLACE.matcher(((MigrationException) each).subject()).matches()) {
                    fail("seed %d: no place in %s: %s".formatted(seed, each, text), e);
                }
            }
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            refuseSecret(trace.toString(), text, seed);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("seed %d: %s".formatted(seed, text), e);
        }
    }

    /** Only where the secret still stands at a key of a secret, whole; elsewhere it is any text. */
    private static void refuseSecret(String shown, String text, long seed) {
        if (shown.contains(SECRET)
                && Map.of("password", 1, "db_password", 1, "api_token", 1).keySet().stream()
                        .anyMatch(key -> text.matches(
                                "(?s).*" + key + "\"?\\s*[:=]\\s*[\"']?" + Pattern.quote(SECRET) + ".*"))) {
            fail("seed %d: the secret shows: %s%n%s", seed, shown, text);
        }
    }
}
