package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.adapter.asterisk.LoadedConfig.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    /** As the manager interface prints it. */
    private static List<String> getConfig(LoadedConfig config) {
        List<String> lines = new ArrayList<>();
        lines.add("Response: Success");
        int number = 0;
        for (ConfigSection section : config.sections()) {
            lines.add("Category-%06d: %s".formatted(number, section.name()));
            if (!section.templates().isEmpty()) {
                lines.add("Templates-%06d: %s".formatted(number, String.join(",", section.templates())));
            }
            int line = 0;
            for (ConfigSection.Setting setting : section.settings()) {
                lines.add("Line-%06d-%06d: %s=%s".formatted(number, line++, setting.key(), setting.value()));
            }
            number++;
        }
        return lines;
    }

    @ParameterizedTest
    @ValueSource(strings = {"pjsip", "extensions", "queues", "sip"})
    void readsTheSampleAsARunningAsteriskDid(String name) {
        LoadedConfig config = Samples.oldPbx().load(name + ".conf");

        assertThat(config.isLoaded()).isTrue();
        assertThat(getConfig(config))
                .isEqualTo(Samples.text("expected-getconfig-" + name + ".txt")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"gram", "gram2"})
    void readsAwkwardFilesAsARunningAsteriskDid(String name) {
        ConfigTree tree = new ConfigTree("/etc/asterisk", Samples.contents("grammar"));

        assertThat(getConfig(tree.load(name + ".conf")))
                .isEqualTo(Samples.text("grammar/expected-" + name + ".txt")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList());
    }

    @Test
    void namesTheCommandThatItDoesNotRun() {
        assertThat(Samples.oldPbx().load("extensions.conf").problems())
                .extracting(Problem::kind, problem -> problem.origin().toString())
                .containsExactly(org.assertj.core.groups.Tuple.tuple(Problem.Kind.COMMAND, "extensions.conf:17"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[a|has no closing ]",
                "[a](b|has no closing )",
                "[a](nobody)|inherits from \"nobody\", which is not there",
                "[a](+)|adds to a section \"a\" that is not there",
                "#include nothing.conf|includes \"nothing.conf\", which is not there",
                "#include d/*.conf|includes \"d/*.conf\", which is not there",
                "k=v|stands before the first section"
            })
    void stopsWhereAsteriskStops(String line, String why) {
        LoadedConfig config = Samples.tree("x.conf", line + "\n[later]\n").load("x.conf");

        assertThat(config.isLoaded()).isFalse();
        assertThat(config.sections()).isEmpty();
        assertThat(config.problems()).extracting(Problem::message).containsExactly(why);
    }

    @Test
    void leavesOutLinesThatSayNothing() {
        LoadedConfig config = Samples.tree("x.conf", "[a]\nno equals\n#unknown x\n=value\nk=v\n")
                .load("x.conf");

        assertThat(config.isLoaded()).isTrue();
        assertThat(config.problems()).hasSize(3).extracting(Problem::kind).containsOnly(Problem.Kind.LINE);
        assertThat(config.sections().get(0).last("k")).hasValue("v");
    }

    @Test
    void anIncludedFileGoesOnWithTheSectionAndComesBackToIt() {
        ConfigTree tree = new ConfigTree(
                "/etc/asterisk",
                Map.of(
                        "x.conf", "[a]\n#include y.conf\nafter=1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        "y.conf", "in=1\n[b]\nk=v\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        LoadedConfig config = tree.load("x.conf");

        assertThat(config.sections()).extracting(ConfigSection::name).containsExactly("a", "b");
        assertThat(config.sections().get(0).settings())
                .extracting(ConfigSection.Setting::key)
                .containsExactly("in", "after");
    }

    @Test
    void aFileThatIncludesItselfIsNotFollowedForEver() {
        LoadedConfig config = Samples.tree("x.conf", "[a]\n#include x.conf\n").load("x.conf");

        assertThat(config.sections()).hasSize(10);
        assertThat(config.problems())
                .extracting(Problem::message)
                .containsExactly("includes deeper than Asterisk follows");
    }

    @Test
    void bracesAndClassesInIncludesMeanFiles() {
        byte[] nothing = {};
        ConfigTree tree = new ConfigTree(
                "/etc/asterisk",
                Map.of("a1.conf", nothing, "a2.conf", nothing, "b1.conf", nothing, ".a3.conf", nothing));

        assertThat(names(tree, "{b,a}1.conf")).containsExactly("b1.conf", "a1.conf");
        assertThat(names(tree, "/etc/asterisk/a[!1].conf")).containsExactly("a2.conf");
        assertThat(names(tree, "*.conf")).containsExactly("a1.conf", "a2.conf", "b1.conf");
        assertThat(names(tree, "./?1.conf")).containsExactly("a1.conf", "b1.conf");
    }

    private static List<String> names(ConfigTree tree, String pattern) {
        return tree.matching(pattern).stream().map(ConfigFile::name).toList();
    }
}
