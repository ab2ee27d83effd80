package io.godwit.core.internal.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.godwit.core.MigrationReport;
import io.godwit.core.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the JSON form to the schema that is published. */
final class ReportJsonTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path DOCS = docs();

    private static Path docs() {
        Path here = Path.of("").toAbsolutePath();
        return Files.isDirectory(here.resolve("docs")) ? here.resolve("docs") : here.resolveSibling("docs");
    }

    /** The published schema allows additions; held to it, the writer may not make any that are not in it. */
    private static Schema schema() throws Exception {
        JsonNode tree = MAPPER.readTree(DOCS.resolve("report.schema.json").toFile());
        close(tree);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(tree);
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.has("properties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ReportJsonTest::close);
    }

    private static void holds(MigrationReport report) throws Exception {
        List<Error> errors = schema().validate(MAPPER.readTree(report.toJson()));
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyEndHoldsToTheSchema(Outcome outcome) throws Exception {
        MigrationReport report = SampleReports.ending(outcome);
        holds(report);
        JsonNode json = MAPPER.readTree(report.toJson());
        assertThat(json.path("outcome").asText()).isEqualTo(outcome.name());
        assertThat(json.path("exit_code").asInt()).isEqualTo(report.exitCode());
    }

    @Test
    void soDoesASessionThatHasNotEnded() throws Exception {
        holds(SampleReports.ending(null));
        assertThat(MAPPER.readTree(SampleReports.ending(null).toJson())
                        .path("outcome")
                        .isNull())
                .isTrue();
    }

    @Test
    void theSchemaNoticesWhatIsMissingOrAdded() throws Exception {
        ObjectNode report = (ObjectNode)
                MAPPER.readTree(SampleReports.ending(Outcome.VERIFIED).toJson());
        report.remove("totals");
        assertThat(schema().validate(report)).hasSize(1);
        ((ObjectNode) report.path("session")).put("surprise", 1);
        assertThat(schema().validate(report)).hasSize(2);
    }

    @Test
    void saysWhatWasMoved() throws Exception {
        JsonNode json = MAPPER.readTree(SampleReports.ending(Outcome.VERIFIED).toJson());
        assertThat(json.path("version").asInt()).isEqualTo(1);
        assertThat(json.at("/totals/bytes").asLong()).isEqualTo((1_934L + 612) << 20);
        assertThat(json.at("/totals/items").asLong()).isEqualTo(48_211 + 5_204_377);
        assertThat(json.at("/totals/took_ms").asLong()).isEqualTo(262_000);
        assertThat(json.at("/session/specification/destination/database/password")
                        .asText())
                .isEqualTo("env:NEW_DB_PASSWORD");
        assertThat(json.at("/steps/2/bytes_per_second").asLong()).isEqualTo(Math.round((1_934L << 20) / 131.0));
        assertThat(json.at("/steps/2/issues/0/resolved_at").asText()).isEqualTo("2026-03-14T21:04:51Z");
        assertThat(json.at("/session/error").isNull()).isTrue();
    }

    @Test
    void everyMemberIsDocumented() throws Exception {
        String text = Files.readString(DOCS.resolve("report.md"));
        JsonNode properties =
                MAPPER.readTree(DOCS.resolve("report.schema.json").toFile()).path("properties");
        List<String> names = new ArrayList<>();
        properties.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(text).contains("`" + name + "`"));
        for (Outcome outcome : Outcome.values()) {
            assertThat(text).contains("| `" + outcome + "` | " + outcome.exitCode());
        }
    }
}
