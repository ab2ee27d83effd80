package io.godwit.core.internal.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.godwit.spi.DatasetName;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.RelationalSchema;
import io.godwit.spi.SecretRef;
import io.godwit.spi.TypedData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StepJsonTest {
    private static final Location JUMP = Location.of("ssh://hop@jump.example.com:2222/")
            .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:/home/me/.ssh/id"));
    private static final Location SHOP = Location.of("mysql://shop@127.0.0.1:3306/shop")
            .withSecret(Location.PASSWORD, SecretRef.parse("env:OLD_DB_PASSWORD"))
            .withSetting("tls.mode", "verify-full")
            .become("www-data")
            .via(JUMP);

    @Test
    void aLocationComesBackEqualThroughAllItsParts() {
        assertThat(LocationJson.read(LocationJson.write(SHOP))).isEqualTo(SHOP);
        assertThat(LocationJson.write(Location.of("file:///srv")).toString()).isEqualTo("{\"uri\":\"file:///srv\"}");
    }

    @Test
    void aLocationWithoutUriIsRefused() {
        assertThatThrownBy(() -> LocationJson.read(JsonNodeFactory.instance.objectNode()))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("\"uri\"");
    }

    @Test
    void namesOfDatasetsAreKeysWhateverIsInThem() {
        RelationalSchema schema = new RelationalSchema(
                "SQLite",
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Map.of(
                        new DatasetName("a.b", "c"),
                        DatasetName.of("d"),
                        new DatasetName("a", "b.c \"quoted\", \u00e4"),
                        new DatasetName("x", "y")));
        String json = StepJson.write(schema);
        assertThat(StepJson.read(json, RelationalSchema.class)).isEqualTo(schema);
        assertThatThrownBy(
                        () -> StepJson.read(json.replace("[\\\"a.b\\\",\\\"c\\\"]", "a.b.c"), RelationalSchema.class))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("a.b.c");
    }

    @Test
    void stepDataComesBackEqualAndIsInSnakeCase() {
        TreeMove move = new TreeMove(
                "site",
                SHOP,
                Location.of("file:///srv"),
                List.of(),
                List.of("*.log"),
                List.of(new TypedData("shop:rewrite", 2, "{\"a\":1}")),
                TreeMove.Mode.IN_PLACE,
                true,
                false,
                TreeMove.PASS_COPY,
                null,
                TreeMove.DEPTH_CONTENT);
        TypedData data = StepJson.data(TreeMove.COPY, 1, move);
        assertThat(data.json())
                .contains("\"delete_extraneous\":true", "\"mode\":\"IN_PLACE\"", "\"via\":{\"uri\":\"ssh://hop@")
                .doesNotContain("selection");
        assertThat(StepJson.read(data, TreeMove.class)).isEqualTo(move);

        DatabaseMove database =
                new DatabaseMove("shop", SHOP, SHOP, List.of("a"), List.of(), List.of(), "godwit_12345678", "");
        assertThat(StepJson.read(StepJson.write(database), DatabaseMove.class)).isEqualTo(database);
    }

    @Test
    void unknownKeysAndWrongShapesAreRefusedWithTheTypeOfTheStep() {
        assertThatThrownBy(() -> StepJson.read(new TypedData("core:copy-tree", 1, "{\"nam\":1}"), TreeMove.class))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("step.bad-data");
                    assertThat(e.trail()).containsExactly("data of core:copy-tree");
                });
        assertThatThrownBy(() -> StepJson.read("[]", TreeMove.class)).isInstanceOf(MigrationException.class);
    }
}
