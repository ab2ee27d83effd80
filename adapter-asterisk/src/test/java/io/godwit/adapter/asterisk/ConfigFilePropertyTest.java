package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of any text: it comes back to the byte, and formatting does not change what it says. Each run has a seed of its own, which a failure names. */
class ConfigFilePropertyTest {
    private static final List<String> PIECES = List.of(
            "[a]",
            "[b](a)",
            "[c](!)",
            "[a](+)",
            "[a](+x=1)",
            "(",
            ")",
            "]",
            "[",
            ";",
            ";--",
            "--;",
            ";---",
            "\\;",
            "\\",
            "x=1",
            "y => 2",
            "x+=3",
            " += ",
            "=",
            "\"q\"",
            "#include a.conf",
            "#tryinclude b.conf",
            "#exec c",
            "#",
            "\t",
            " ",
            "\n",
            "\r\n",
            "\n",
            "\n",
            "\uFEFF",
            "é",
            "€",
            "%d",
            "exten => 1,1,Dial(SIP/1)",
            "same => n,Hangup()");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @ParameterizedTest
    @ValueSource(strings = {"old-pbx/etc/asterisk", "grammar"})
    void printsTheSampleAsItWas(String directory) {
        Samples.contents(directory)
                .forEach((name, content) -> assertThat(
                                ConfigFile.parse(name, content).bytes())
                        .as(name)
                        .isEqualTo(content));
    }

    @Test
    void printsAnyBytesAsTheyWere() {
        for (int i = 0; i < 2000; i++) {
            byte[] content = new byte[random.nextInt(200)];
            random.nextBytes(content);
            assertThat(ConfigFile.parse("x", content).bytes())
                    .as("seed %s", seed)
                    .isEqualTo(content);
        }
    }

    @Test
    void printsAndReadsAnyMixtureOfWhatTheLanguageHas() {
        for (int i = 0; i < 5000; i++) {
            StringBuilder text = new StringBuilder();
            for (int piece = random.nextInt(40); piece > 0; piece--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
            ConfigTree tree = new ConfigTree("/etc/asterisk", Map.of("x.conf", content));

            assertThat(tree.file("x.conf").orElseThrow().bytes())
                    .as("seed %s", seed)
                    .isEqualTo(content);
            LoadedConfig config = tree.load("x.conf");
            assertThat(config.isLoaded())
                    .as("seed %s: %s", seed, text)
                    .isEqualTo(config.problems().stream()
                            .noneMatch(problem -> problem.kind() == LoadedConfig.Problem.Kind.FILE));
        }
    }

    @Test
    void formattingAndCommentsChangeNothing() {
        for (int i = 0; i < 500; i++) {
            List<List<String>> plain = new ArrayList<>();
            for (int section = 0; section <= random.nextInt(5); section++) {
                List<String> keys = new ArrayList<>(List.of("s" + section));
                for (int key = random.nextInt(5); key > 0; key--) {
                    keys.add("k" + random.nextInt(3) + "=v" + random.nextInt(9) + (random.nextBoolean() ? ";z" : ""));
                }
                plain.add(keys);
            }
            String tidy = print(plain, false);
            String untidy = print(plain, true);

            assertThat(said(untidy)).as("seed %s: %s", seed, untidy).isEqualTo(said(tidy));
        }
    }

    private static List<String> said(String text) {
        List<String> said = new ArrayList<>();
        for (ConfigSection section : Samples.tree("x.conf", text).load("x.conf").sections()) {
            said.add("[" + section.name() + "]");
            section.settings().forEach(setting -> said.add(setting.key() + "=" + setting.value()));
        }
        return said;
    }

    private String print(List<List<String>> sections, boolean isUntidy) {
        StringBuilder text = new StringBuilder();
        for (List<String> section : sections) {
            text.append(noise(isUntidy))
                    .append('[')
                    .append(section.get(0))
                    .append(']')
                    .append(end(isUntidy));
            for (String setting : section.subList(1, section.size())) {
                int equals = setting.indexOf('=');
                String value = setting.substring(equals + 1).replace(";", "\\;");
                text.append(noise(isUntidy))
                        .append(setting, 0, equals)
                        .append(isUntidy && random.nextBoolean() ? " => " : "=")
                        .append(value)
                        .append(end(isUntidy));
            }
        }
        return text.toString();
    }

    private String noise(boolean isUntidy) {
        return isUntidy
                ? List.of(
                                "",
                                "  ",
                                "\t",
                                "\n \n",
                                "; a note = x\n",
                                ";-- k0=no ;-- n --;\n[no]\n--;",
                                ";--x--; ",
                                ";---- x\n")
                        .get(random.nextInt(8))
                : "";
    }

    private String end(boolean isUntidy) {
        return isUntidy
                ? List.of("\n", "  \r\n", " ; [x]\n", ";-- y --;\n", "\t;--- y\n")
                        .get(random.nextInt(5))
                : "\n";
    }
}
