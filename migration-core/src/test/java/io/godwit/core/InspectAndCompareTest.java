package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.Comparison.Part;
import io.godwit.core.OptionsSpec.VerifyDepth;
import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.Finding;
import io.godwit.spi.PlatformAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at both sides, and comparing them, without a session. */
final class InspectAndCompareTest {
    @TempDir
    private Path directory;

    private Migrator migrator() {
        Plugins plugins = Plugins.builder()
                .discover(getClass().getClassLoader())
                .add(PlatformAdapter.class, new ShopPlatform())
                .add(DatabaseMigrator.class, new SmallPlugin())
                .build();
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(plugins)
                .build();
    }

    private void write(String file, String text) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    private MigrationSpec spec(UnaryOperator<MigrationSpec.Builder> more) {
        return more.apply(MigrationSpec.builder("shop-move")
                        .source(s -> s.at(directory.resolve("old").toUri().toString()))
                        .destination(d -> d.at(directory.resolve("new").toUri().toString())))
                .build();
    }

    private MigrationSpec databases() {
        return MigrationSpec.builder("db-move")
                .source(s -> s.database("small://" + directory.resolve("old.db")))
                .destination(d -> d.database("small://" + directory.resolve("new.db")))
                .build();
    }

    private static List<String> told(Part part) {
        return part.differences().stream()
                .map(f -> f.code() + " " + f.subject())
                .toList();
    }

    @Test
    void countsTheFilesOfBothSidesAndSaysWhatTheMachinesAre() throws IOException {
        write("old/index.html", "12345");
        write("old/images/logo.svg", "123");
        try (Migrator migrator = migrator()) {
            Inspection inspection = migrator.inspect(spec(s -> s));

            Inspection.Files source = Objects.requireNonNull(inspection.source().files());
            assertThat(source.exists()).isTrue();
            assertThat(source.entries()).isEqualTo(3);
            assertThat(source.bytes()).isEqualTo(8);
            assertThat(source.usableBytes()).isEqualTo(-1);
            assertThat(Objects.requireNonNull(inspection.source().host()).processors())
                    .isPositive();
            Inspection.Files destination =
                    Objects.requireNonNull(inspection.destination().files());
            assertThat(destination.exists()).isFalse();
            assertThat(destination.entries()).isZero();
            assertThat(destination.usableBytes()).isPositive();
            assertThat(inspection.source().inventory()).isNull();
            assertThat(inspection.source().findings()).isEmpty();
            assertThat(inspection.destination().findings()).isEmpty();
            assertThat(directory.resolve("new")).doesNotExist();
        }
    }

    @Test
    void asksTheAdapterOfThePlatform() throws IOException {
        write("old/index.html", "shop");
        try (Migrator migrator = migrator()) {
            Inspection inspection = migrator.inspect(spec(s -> s.source(source ->
                    source.platform("shop").at(directory.resolve("old").toUri().toString()))));

            assertThat(Objects.requireNonNull(inspection.source().inventory()).facts())
                    .containsEntry("pages", "1");
            assertThat(Objects.requireNonNull(inspection.destination().inventory())
                            .items())
                    .isEmpty();
        }
    }

    @Test
    void aSourceThatIsNotThereIsAFinding() {
        try (Migrator migrator = migrator()) {
            Inspection inspection = migrator.inspect(spec(s -> s));

            assertThat(inspection.source().files()).isNull();
            assertThat(inspection.source().findings()).extracting(Finding::code).containsExactly("tree.not-found");
        }
    }

    @Test
    void tellsWhatItsDatabasesAreAndWhichCannotBeOpened() {
        SmallPlugin.sql(directory.resolve("old.db"), "CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        MigrationSpec spec = MigrationSpec.builder("db-move")
                .source(s ->
                        s.database("small://" + directory.resolve("old.db")).database("nobody://db.example.com/x"))
                .destination(d ->
                        d.database("small://" + directory.resolve("new.db")).database("nobody://db.example.com/y"))
                .build();
        try (Migrator migrator = migrator()) {
            Inspection inspection = migrator.inspect(spec);

            assertThat(inspection.source().databases())
                    .extracting(DatabaseFacts::product)
                    .containsExactly("Small");
            assertThat(inspection.source().findings()).extracting(Finding::code).containsExactly("plugin.missing");
        }
    }

    @Test
    void treesThatAreTheSameHaveNoDifferences() throws IOException {
        write("old/index.html", "shop");
        write("old/images/logo.svg", "svg");
        MigrationSpec spec =
                spec(s -> s.options(o -> o.verifyDepth(VerifyDepth.CONTENT).verifyAfter(true)));
        try (Migrator migrator = migrator()) {
            migrator.run(migrator.plan(spec));

            Comparison comparison = migrator.compare(spec);

            assertThat(comparison.isSame()).isTrue();
            assertThat(comparison.findings()).isEmpty();
            assertThat(comparison.parts()).extracting(Part::name).containsExactly("files");
            assertThat(comparison.parts().get(0).items()).isEqualTo(3);
        }
    }

    @Test
    void tellsHowTreesDiffer() throws IOException {
        write("old/same.html", "same");
        write("old/missing.html", "only here");
        write("old/changed.html", "one");
        write("old/shorter.html", "longer");
        write("new/same.html", "same");
        write("new/changed.html", "two");
        write("new/shorter.html", "short");
        write("new/extra.html", "only there");
        Files.setLastModifiedTime(
                directory.resolve("new/changed.html"),
                Files.getLastModifiedTime(directory.resolve("old/changed.html")));
        Files.setLastModifiedTime(
                directory.resolve("new/same.html"), Files.getLastModifiedTime(directory.resolve("old/same.html")));
        try (Migrator migrator = migrator()) {
            List<String> byMetadata =
                    told(migrator.compare(spec(s -> s.options(o -> o.verifyDepth(VerifyDepth.METADATA))))
                            .parts()
                            .get(0));
            List<String> byContent =
                    told(migrator.compare(spec(s -> s.options(o -> o.verifyDepth(VerifyDepth.CONTENT))))
                            .parts()
                            .get(0));
            List<String> exactly = told(migrator.compare(spec(s -> s.transfer(t -> t.deleteExtraneous(true))))
                    .parts()
                    .get(0));

            assertThat(byMetadata)
                    .containsExactlyInAnyOrder("verify.missing missing.html", "verify.content shorter.html");
            assertThat(byContent).contains("verify.content changed.html");
            assertThat(exactly).contains("verify.extra extra.html");
        }
    }

    @Test
    void tellsHowDatabasesDiffer() {
        SmallPlugin.sql(
                directory.resolve("old.db"),
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders VALUES (1, 'a'), (2, 'b')",
                "CREATE TABLE visits (page TEXT)",
                "INSERT INTO visits VALUES ('/')",
                "CREATE TABLE same (page TEXT)",
                "INSERT INTO same VALUES ('/')");
        SmallPlugin.sql(
                directory.resolve("new.db"),
                "CREATE TABLE ORDERS (id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders VALUES (1, 'a')",
                "CREATE TABLE same (page TEXT)",
                "INSERT INTO same VALUES ('/')");
        try (Migrator migrator = migrator()) {
            Comparison comparison = migrator.compare(databases());

            assertThat(comparison.isSame()).isFalse();
            Part part = comparison.parts().get(0);
            assertThat(part.name()).isEqualTo("database");
            assertThat(part.items()).isEqualTo(4);
            assertThat(told(part))
                    .containsExactlyInAnyOrder("compare.rows-differ orders", "compare.table-missing visits");
            assertThat(part.differences())
                    .filteredOn(f -> f.code().equals("compare.rows-differ"))
                    .extracting(Finding::evidence)
                    .containsExactly("source 2, destination 1");
        }
    }

    @Test
    void whatCannotBeComparedIsAFindingAndTheRestIsCompared() throws IOException {
        write("old/index.html", "shop");
        write("new/index.html", "shop");
        MigrationSpec spec = MigrationSpec.builder("both")
                .source(s -> s.platform("shop")
                        .at(directory.resolve("old").toUri().toString())
                        .database("nobody://db.example.com/x"))
                .destination(
                        d -> d.at(directory.resolve("new").toUri().toString()).database("nobody://db.example.com/y"))
                .build();
        MigrationSpec plain = MigrationSpec.builder("both")
                .source(s -> s.at(directory.resolve("old").toUri().toString()).database("nobody://db.example.com/x"))
                .destination(
                        d -> d.at(directory.resolve("new").toUri().toString()).database("nobody://db.example.com/y"))
                .build();
        try (Migrator migrator = migrator()) {
            assertThat(migrator.compare(spec).findings())
                    .extracting(Finding::code)
                    .contains("shop.not-empty");
            Comparison comparison = migrator.compare(plain);
            assertThat(comparison.parts()).extracting(Part::name).containsExactly("files");
            assertThat(comparison.findings()).extracting(Finding::code).contains("plugin.missing");
        }
    }
}
