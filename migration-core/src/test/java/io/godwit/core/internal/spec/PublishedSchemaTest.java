package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.godwit.core.SpecLoader;
import io.godwit.core.internal.spec.Node.Kind;
import io.godwit.core.internal.spec.Node.Mapping;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.core.internal.spec.Node.Sequence;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/spec.schema.json says what the loader does. */
class PublishedSchemaTest {
    private static final Path PUBLISHED = Path.of("..", "docs", "spec.schema.json");
    private static final Path SAMPLES = Path.of("src/test/resources/io/godwit/core/spec");

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void theDocumentIsTheOneMadeOfTheLoadersTable() throws IOException {
        if (Boolean.getBoolean("godwit.schema.write")) {
            Files.writeString(PUBLISHED, SchemaDocument.text());
        }
        assertThat(Files.readString(PUBLISHED))
                .as("write it anew with -Dgodwit.schema.write=true")
                .isEqualTo(SchemaDocument.text());
    }

    @Test
    void theSchemaHasEveryKeyOfTheLoaderAndNoOther() throws IOException {
        Set<String> published = new TreeSet<>();
        keys(mapper.readTree(PUBLISHED.toFile()), published);
        Set<String> known = new TreeSet<>();
        keys(SpecSchema.ROOT, known, 0);
        assertThat(published).isEqualTo(known);
    }

    private static void keys(JsonNode node, Set<String> keys) {
        node.path("properties").fieldNames().forEachRemaining(keys::add);
        node.forEach(child -> keys(child, keys));
    }

    private static void keys(Shape shape, Set<String> keys, int depth) {
        if (depth > 8) {
            return;
        }
        if (shape instanceof Shape.Nested nested) {
            keys(nested.shape().get(), keys, depth + 1);
        } else if (shape instanceof Shape.Either either) {
            keys(either.parts(), keys, depth + 1);
        } else if (shape instanceof Shape.Many many) {
            keys(many.item(), keys, depth + 1);
        } else if (shape instanceof Shape.Table table) {
            table.keys().forEach(key -> {
                keys.add(key.name());
                keys(key.shape(), keys, depth + 1);
            });
        }
    }

    static Stream<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theSchemaAcceptsTheSamples(Path sample) throws IOException {
        JsonNode document = json(sample);
        assertThat(schema().validate(document)).isEmpty();
        assertThat(SpecLoader.standard().load(sample)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sorce: {}",
                "version: 2",
                "version: '1'",
                "name: ''",
                "name: a/b",
                "source: []",
                "source: {type: Word Press}",
                "source: {url: /var/www}",
                "source: {url: 'ssh://me:pw@host/'}",
                "source: {url: 'jdbc://host/x?user=me&password=pw'}",
                "source: {port: 70000}",
                "source: {port: '22'}",
                "source: {url: 'ssh://h/', authentication: {agent: maybe}}",
                "source: {url: 'ssh://h/', authentication: {host_key: abc}}",
                "source: {url: 'ssh://h/', authentication: {private_kye: env:X}}",
                "source: {url: 'ssh://h/', authentication: {password: []}}",
                "source: {database: {name: 2024}}",
                "source: {database: {via: []}}",
                "source: {database: {via: {url: 'ssh://h', via: {via: 5}}}}",
                "source: {database: {tls: {mode: verify_full}}}",
                "source: {databases: {url: 'mysql://h/x'}}",
                "source: {accounts: [{domian: example.com}]}",
                "source: {grants: [everything]}",
                "source: {paths: {root: 5}}",
                "source: {settings: {x: [1]}}",
                "transfer: {files: rsink}",
                "transfer: {parallelism: 0}",
                "transfer: {parallelism: 2.5}",
                "transfer: {bandwidth_limit: 20MiB}",
                "transfer: {bandwidth_limit: 20}",
                "transfer: {memory_limit: 64}",
                "transfer: {exclude: '*.log'}",
                "transfer: {exclude: ['']}",
                "options: {on_failure: retry}",
                "options: {backup_before: 1}",
                "options: {maintenance_expiry: 2 hours}",
                "operation: to-realtime",
                "parameters: {a: {b: c}}",
                "testing: {iterations: 0}",
                "testing: {benchmark_operations: [tea]}",
            })
    void theSchemaAndTheLoaderRefuseTheSame(String yaml) {
        JsonNode document = json(YamlReader.read(yaml, new Faults("x.yaml")));
        assertThat(schema().validate(document)).as(yaml).isNotEmpty();
        assertThatThrownBy(() -> SpecLoader.standard().read(yaml, SpecLoader.Format.YAML, "x.yaml"))
                .isInstanceOf(MigrationException.class);
    }

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(Files.readString(PUBLISHED));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode json(Path sample) throws IOException {
        Faults faults = new Faults(sample.toString());
        String text = Files.readString(sample);
        return json(
                sample.toString().endsWith(".toml") ? TomlReader.read(text, faults) : YamlReader.read(text, faults));
    }

    /** What was read, as a validator of JSON sees it. */
    static JsonNode json(Node node) {
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
        if (scalar.kind() == Kind.INTEGER) {
            long value = Long.parseLong(scalar.text());
            return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
        }
        return switch (scalar.kind()) {
            case BOOLEAN -> BooleanNode.valueOf(Boolean.parseBoolean(scalar.text()));
            case FLOAT -> DoubleNode.valueOf(Double.parseDouble(scalar.text()));
            case NULL -> NullNode.instance;
            default -> TextNode.valueOf(scalar.text());
        };
    }
}
