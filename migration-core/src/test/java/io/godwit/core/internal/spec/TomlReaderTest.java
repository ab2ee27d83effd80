package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import io.godwit.spi.MigrationException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reader of TOML against another one, and against the rules of TOML 1.0. */
class TomlReaderTest {
    private static final TomlMapper OTHER = new TomlMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# only a comment",
                "a = 1 # comment\nb = 'x'",
                "a = \"\"\nb = ''\nc = \"\"\"\"\"\"\nd = ''''''",
                "a = \"tab\\t quote\\\" back\\\\ nl\\n \\u00fc \\U0001F600 \\b\\f\\r\"",
                "a = '''\nfirst\nsecond'''\nb = \"\"\"\nfirst \\\n   second\n\\\n\n  third\"\"\"",
                "a = '''it's ''quoted'' '''''\nb = \"\"\"two \"\" and \"\"\"\"\"",
                "a = 'C:\\path'\nb = \"\\\\\\\\server\"",
                "a = +1_000\nb = -17\nc = 0\nd = 0xDEAD_beef\ne = 0o755\nf = 0b1101",
                "a = 3.14\nb = -0.01\nc = 5e+22\nd = 1e06\ne = 6.626e-34\nf = 224_617.445_991",
                "a = true\nb = false",
                "a = [1, 2, 3]\nb = []\nc = [[1], ['x', \"y\",],]\nd = [ # why\n  1, # one\n  2\n]",
                "a = {}\nb = {x = 1, y = {z = 'q'}, 'k e y' = [1]}\nc = {a.b = 1, a.c = 2}",
                "a.b.c = 1\na.b.d = 2\na.e = 3",
                "\"quoted key\" = 1\n'literal.key' = 2\n\"\" = 3\n\"\\u00e9\" = 4\n1234 = 5\n-_- = 6",
                "[a]\nx = 1\n[b]\ny = 2",
                "[a.b.c]\nx = 1\n[a]\ny = 2\n[a.b]\nz = 3",
                "[ a . 'b.c' . \"d\" ]\nx = 1",
                "[[a]]\nx = 1\n[[a]]\n[[a]]\nx = 3",
                "[[a]]\nname = 'one'\n[a.sub]\nx = 1\n[[a.list]]\ny = 1\n[[a.list]]\ny = 2\n[[a]]\n[[a.list]]\ny = 3",
                "[a]\nb.c = 1\n[a.b.d]\ne = 2",
                "a = 1\r\n[b]\r\nc = 'x' # y\r\n",
                "   indented   =   'value'   \n\t[table]\t\n",
            })
    void bothReadersReadTheSame(String toml) throws JsonProcessingException {
        Faults faults = new Faults("x");
        Mapping ours = TomlReader.read(toml, faults);
        assertThat(faults.isFaulty()).isFalse();
        assertThat(json(ours)).isEqualTo(plain(OTHER.readTree(toml)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a =",
                "a = \n",
                "= 1",
                "a = 1 b = 2",
                "a b = 1",
                "a = 'x",
                "a = \"x\ny\"",
                "a = '''x",
                "a = \"\"\"x\"\"",
                "a = \"\\x41\"",
                "a = \"\\u12\"",
                "a = \"\\UFFFFFFFF\"",
                "a = \"\\",
                "a = 01",
                "a = 1__0",
                "a = _1",
                "a = 1_",
                "a = .5",
                "a = 5.",
                "a = 1.e3",
                "a = 0xG",
                "a = +0x1",
                "a = 1-2",
                "a = yes",
                "a = True",
                "a = [1 2]",
                "a = [1,,2]",
                "a = [1",
                "a = {b = 1",
                "a = {b = 1,}",
                "a = {b = 1\n}",
                "a = {b = 1 c = 2}",
                "[a",
                "[a]]",
                "[[a]",
                "[]",
                "[a.]",
                "[.a]",
                "a. = 1",
                "\"\"\"a\"\"\" = 1",
                "a = 1 \u0000",
                "# \u0001",
                "a = \"\u007f\"",
            })
    void whatIsNoTomlIsRefusedWithItsPlace(String toml) {
        assertThatThrownBy(() -> TomlReader.read(toml, new Faults("x")))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.getMessage())
                            .matches("(?s)\"x\" has a fault:\n  x:[1-9][0-9]*:[1-9][0-9]*: this is not TOML: .*");
                });
        assertThatThrownBy(() -> OTHER.readTree(toml)).isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a = 1\na = 2",
                "a = 1\n[a]",
                "a = 1\n[[a]]",
                "a = 1\na.b = 2",
                "[a]\n[a]",
                "[a]\nb = 1\n[a.b]",
                "[a.b]\n[a]\nb = 1",
                "[[a]]\n[a]",
                "[a]\n[[a]]",
                "a = []\n[[a]]",
                "a = {}\n[a.b]",
                "a = {}\na.b = 1",
                "a = {b = 1, b = 2}",
                "a = {b.c = 1, b = 2}",
                "a.b = 1\n[a]",
                "[a.b]\nx = 1\n[a]\nb.y = 2",
                "[[a.b]]\n[a]\nb.y = 2",
            })
    void whatStandsTwiceIsNoted(String toml) {
        Faults faults = new Faults("x");
        TomlReader.read(toml, faults);
        assertThat(faults.isFaulty()).as(toml).isTrue();
        assertThat(faults.together().getMessage()).contains("stands here again, after line ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a = \"\\uD800\"", "a = 2020-13-01", "a = 25:00:00", "a = 1979-05-27T", "a = 1979-05-27 25:00:00"
            })
    void whatOnlyWeRefuseIsNoTomlEither(String toml) {
        assertThatThrownBy(() -> TomlReader.read(toml, new Faults("x"))).isInstanceOf(MigrationException.class);
    }

    @Test
    void linesOfAStringEndAlikeOnAllSystems() {
        Node text =
                TomlReader.read("a = '''x\r\ny'''", new Faults("x")).get("a").orElseThrow();
        assertThat(((Scalar) text).text()).isEqualTo("x\ny");
    }

    @Test
    void datesAndTimesAreKnownAsSuch() {
        List<String> times = List.of(
                "1979-05-27T07:32:00Z",
                "1979-05-27 07:32:00-07:00",
                "1979-05-27t00:32:00.999999z",
                "1979-05-27T07:32:00",
                "1979-05-27",
                "07:32:00",
                "23:59:60.5");
        for (String time : times) {
            Scalar scalar = (Scalar)
                    TomlReader.read("a = " + time, new Faults("x")).get("a").orElseThrow();
            assertThat(scalar.kind()).isEqualTo(Node.Kind.TIMESTAMP);
            assertThat(scalar.text()).isEqualTo(time);
        }
        Scalar alone = (Scalar) TomlReader.read("a = 1979-05-27 # noon", new Faults("x"))
                .get("a")
                .orElseThrow();
        assertThat(alone.text()).isEqualTo("1979-05-27");
        Scalar special =
                (Scalar) TomlReader.read("a = -inf", new Faults("x")).get("a").orElseThrow();
        assertThat(special.kind()).isEqualTo(Node.Kind.FLOAT);
    }

    @Test
    void keysAndValuesKnowTheirPlaces() {
        Mapping root = TomlReader.read("[a]\n  'ü😀' . b  =  [ 1,\n   '😀', 2 ]\n[[c]]\nd = {e = 5}", new Faults("x"));
        Node.Entry a = root.entries().get(0);
        assertThat(a.at()).isEqualTo(new Position(1, 2));
        Node.Entry outer = ((Mapping) a.value()).entries().get(0);
        assertThat(outer.at()).isEqualTo(new Position(2, 3));
        Node.Entry b = ((Mapping) outer.value()).entries().get(0);
        assertThat(b.at()).isEqualTo(new Position(2, 10));
        assertThat(b.value().at()).isEqualTo(new Position(2, 16));
        assertThat(((Sequence) b.value()).items().stream().map(Node::at))
                .containsExactly(new Position(2, 18), new Position(3, 4), new Position(3, 9));
        Node.Entry c = root.entries().get(1);
        assertThat(c.at()).isEqualTo(new Position(4, 3));
        Node.Entry d =
                ((Mapping) ((Sequence) c.value()).items().get(0)).entries().get(0);
        assertThat(((Mapping) d.value()).entries().get(0).value().at()).isEqualTo(new Position(5, 10));
    }

    /** Documents made at random of the pieces of TOML: where the other reader takes one, so does ours, and reads the same. */
    @Test
    void bothReadersReadTheSameAtRandom() {
        long seed = Long.getLong("godwit.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String[] pieces = {
            "a",
            "b",
            "'c d'",
            "\"e\"",
            ".",
            " = ",
            "=",
            "\n",
            "\n",
            "[",
            "]",
            "[[",
            "]]",
            "{",
            "}",
            ",",
            " ",
            "# x\n",
            "1",
            "-2",
            "3.5",
            "true",
            "'t'",
            "\"u\\n\"",
            "'''v\nw'''",
            "\"\"\"y\\\n z\"\"\"",
            "a = 1\n",
            "b.a = 2\n",
            "[a]\n",
            "[b.a]\n",
            "[[b]]\n",
            "c = [1, 2]\n",
            "d = {a = 1}\n"
        };
        int read = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder toml = new StringBuilder();
            for (int left = random.nextInt(1, 9); left > 0; left--) {
                toml.append(pieces[random.nextInt(pieces.length)]);
            }
            read += agree(toml.toString(), seed) ? 1 : 0;
        }
        assertThat(read).isGreaterThan(2000);
    }

    private static boolean agree(String toml, long seed) {
        Optional<JsonNode> ours = ours(toml);
        Optional<JsonNode> theirs = theirs(toml);
        if (!ours.equals(theirs)) {
            fail("seed %d: the readers differ on <<%s>>: ours %s, theirs %s", seed, toml, ours, theirs);
        }
        return theirs.isPresent();
    }

    private static Optional<JsonNode> ours(String toml) {
        Faults faults = new Faults("x");
        try {
            JsonNode read = json(TomlReader.read(toml, faults));
            return faults.isFaulty() ? Optional.empty() : Optional.of(read);
        } catch (MigrationException e) {
            return Optional.empty();
        }
    }

    private static Optional<JsonNode> theirs(String toml) {
        try {
            return Optional.of(plain(OTHER.readTree(toml)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What we read, with all scalars as text. */
    private static JsonNode json(Node node) {
        if (node instanceof Mapping mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
            return object;
        }
        if (node instanceof Sequence sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            sequence.items().forEach(item -> array.add(json(item)));
            return array;
        }
        Scalar scalar = (Scalar) node;
        String text = scalar.text().replace("_", "");
        return switch (scalar.kind()) {
            case INTEGER ->
                TextNode.valueOf(
                        text.startsWith("0x")
                                ? Long.toString(Long.parseLong(text.substring(2), 16))
                                : text.startsWith("0o")
                                        ? Long.toString(Long.parseLong(text.substring(2), 8))
                                        : text.startsWith("0b")
                                                ? Long.toString(Long.parseLong(text.substring(2), 2))
                                                : Long.toString(Long.parseLong(text)));
            case FLOAT ->
                TextNode.valueOf(new BigDecimal(text).stripTrailingZeros().toString());
            default -> TextNode.valueOf(scalar.text());
        };
    }

    private static JsonNode plain(JsonNode node) {
        if (node.isObject()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(entry -> object.set(entry.getKey(), plain(entry.getValue())));
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> array.add(plain(item)));
            return array;
        }
        if (node.isFloatingPointNumber()) {
            return TextNode.valueOf(
                    new BigDecimal(node.asText()).stripTrailingZeros().toString());
        }
        return TextNode.valueOf(node.asText());
    }
}
