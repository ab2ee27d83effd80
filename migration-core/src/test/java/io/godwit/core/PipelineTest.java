package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Selection;
import io.godwit.spi.TypedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines as a host application composes them. */
final class PipelineTest {
    private static final Location A = Location.of("file:///srv/a");
    private static final Location B = Location.of("file:///srv/b");

    @TempDir
    private Path directory;

    private static List<FileSet> files(Pipeline pipeline) {
        return pipeline.elements().stream()
                .filter(Pipeline.Files.class::isInstance)
                .map(element -> ((Pipeline.Files) element).set())
                .toList();
    }

    private static List<DatabaseSet> databases(Pipeline pipeline) {
        return pipeline.elements().stream()
                .filter(Pipeline.Database.class::isInstance)
                .map(element -> ((Pipeline.Database) element).set())
                .toList();
    }

    @Test
    void setsWithoutANameAreNumbered() {
        Pipeline pipeline = Pipeline.builder("p")
                .tenant("acme")
                .files(f -> f.from(A).to(B))
                .files(f -> f.from("file:///srv/c").to("file:///srv/d"))
                .database(d -> d.from("small:///a").to("small:///b"))
                .files(f -> f.named("media").from(A).to(B))
                .database(d -> d.from("small:///c").to("small:///d"))
                .build();

        assertThat(pipeline.tenant()).isEqualTo("acme");
        assertThat(files(pipeline)).extracting(FileSet::name).containsExactly("files", "files-2", "media");
        assertThat(databases(pipeline)).extracting(DatabaseSet::name).containsExactly("database", "database-2");
    }

    @Test
    void whatIsSaidOfASetStandsInIt() {
        TypedData transform = new TypedData("shop:rewrite", 1, "{}");
        Pipeline pipeline = Pipeline.builder("p")
                .files(f -> f.from(A)
                        .to(B)
                        .include("*.html", "img/")
                        .exclude("cache/**")
                        .exclude("*.log")
                        .transform(transform))
                .database(d -> d.from(A).to(B).exclude("log_*").transform(transform))
                .build();

        FileSet set = files(pipeline).get(0);
        assertThat(set.from()).isEqualTo(A);
        assertThat(set.to()).isEqualTo(B);
        assertThat(set.selection()).isEqualTo(new Selection(List.of("*.html", "img/"), List.of("cache/**", "*.log")));
        assertThat(set.transforms()).containsExactly(transform);
        assertThat(databases(pipeline).get(0).selection()).isEqualTo(Selection.allBut("log_*"));
        assertThat(databases(pipeline).get(0).transforms()).containsExactly(transform);
    }

    @Test
    void takesOverWhatABlueprintNames() {
        Blueprint blueprint = new Blueprint(
                List.of(new FileSet("pages", A, B, Selection.ALL, List.of())),
                List.of(new DatabaseSet("orders", A, B, Selection.ALL, List.of())),
                List.of(new PlannedStep("close", "Close the shop", Phase.FREEZE, new TypedData("shop:close", 1, "{}"))),
                List.of(new TypedData("shop:answers", 1, "{}")),
                List.of());

        Pipeline pipeline = Pipeline.builder("p").blueprint(blueprint).build();

        assertThat(files(pipeline)).extracting(FileSet::name).containsExactly("pages");
        assertThat(databases(pipeline)).extracting(DatabaseSet::name).containsExactly("orders");
        assertThat(pipeline.checks()).containsExactlyElementsOf(blueprint.checks());
        assertThat(pipeline.elements()).hasSize(3);
    }

    @Test
    void whatIsMissingIsRefused() {
        assertThatThrownBy(() -> Pipeline.builder(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Pipeline.builder("p").database(d -> d.to(B)))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("pipeline.incomplete"))
                .hasMessageContaining("from");
    }

    @Test
    void movesItsSetsWithWhatIsLeftOut() throws IOException {
        Path old = Files.createDirectories(directory.resolve("old"));
        Files.writeString(old.resolve("index.html"), "shop");
        Files.writeString(old.resolve("access.log"), "log");
        try (Migrator migrator = Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .owner("the tests")
                .build()) {
            Pipeline pipeline = Pipeline.builder("pages")
                    .files(f -> f.from(Location.of(old.toUri()))
                            .to(directory.resolve("new").toUri().toString())
                            .exclude("*.log"))
                    .step("freeze", context -> context.log("nobody writes now"))
                    .build();

            MigrationReport report = migrator.run(pipeline, event -> {});

            assertThat(report.outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(directory.resolve("new/index.html")).hasContent("shop");
            assertThat(directory.resolve("new/access.log")).doesNotExist();
        }
    }
}
