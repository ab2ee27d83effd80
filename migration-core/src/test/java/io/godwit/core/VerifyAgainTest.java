package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.internal.data.SmallPlugin;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparing again what a session moved, and looking what a rollback would take, when people have worked with it. */
@Tag("guarantee-no-false-success")
final class VerifyAgainTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void makeTheSource() throws IOException {
        Files.createDirectories(directory.resolve("old"));
        Files.writeString(directory.resolve("old/index.html"), "shop");
        SmallPlugin.sql(
                directory.resolve("old.db"),
                "CREATE TABLE orders (id INTEGER PRIMARY KEY, note TEXT)",
                "INSERT INTO orders VALUES (1, 'a'), (2, 'b')");
        SmallPlugin.sql(directory.resolve("new.db"), "CREATE TABLE other (id INTEGER PRIMARY KEY)");
    }

    private Migrator migrator() {
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(Plugins.builder()
                        .discover(getClass().getClassLoader())
                        .add(DatabaseMigrator.class, new SmallPlugin())
                        .build())
                .build();
    }

    private MigrationSpec spec() {
        return MigrationSpec.builder("shop-move")
                .source(s -> s.at(directory.resolve("old").toUri().toString())
                        .database("small://" + directory.resolve("old.db")))
                .destination(d -> d.at(directory.resolve("new").toUri().toString())
                        .database("small://" + directory.resolve("new.db")))
                .options(o -> o.backupBefore(true))
                .build();
    }

    private static List<String> differences(MigrationReport report) {
        List<String> differences = new ArrayList<>();
        for (StepRecord step : report.session().steps()) {
            for (Issue issue : step.issues()) {
                if (issue.resolvedAt() == null && issue.finding().code().startsWith("verify.")) {
                    differences.add(
                            issue.finding().code() + " " + issue.finding().subject());
                }
            }
        }
        return differences;
    }

    @Test
    void saysWhatIsAsItWasSentAndWhatIsNot() throws IOException {
        try (Migrator migrator = migrator()) {
            String session = migrator.run(migrator.plan(spec())).session().id();
            MigrationReport same = migrator.verify(session, event -> {});
            assertThat(differences(same)).isEmpty();
            assertThat(same.outcome()).isEqualTo(Outcome.VERIFIED);

            Files.writeString(directory.resolve("new/index.html"), "another");
            SmallPlugin.sql(directory.resolve("new.db"), "UPDATE orders SET note = 'c' WHERE id = 2");
            MigrationReport other = migrator.verify(session, event -> {});

            assertThat(other.outcome()).isEqualTo(Outcome.DIFFERENCES);
            assertThat(other.session().status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(differences(other))
                    .containsExactlyInAnyOrder("verify.content index.html", "verify.content-differs orders");

            Files.writeString(directory.resolve("new/index.html"), "shop");
            Files.setLastModifiedTime(
                    directory.resolve("new/index.html"),
                    Files.getLastModifiedTime(directory.resolve("old/index.html")));
            SmallPlugin.sql(directory.resolve("new.db"), "UPDATE orders SET note = 'b' WHERE id = 2");
            MigrationReport again = migrator.verify(session, event -> {});
            assertThat(differences(again)).isEmpty();
            assertThat(again.outcome()).isEqualTo(Outcome.VERIFIED);
        }
    }

    @Test
    void onlyWhatCompletedIsComparedAgain() throws IOException {
        Files.writeString(directory.resolve("gate"), "closed");
        Pipeline failing = Pipeline.builder("fails")
                .step("fails", context -> {
                    throw MigrationException.of(ErrorCategory.TRANSFER, "test.closed", "the gate is closed")
                            .build();
                })
                .build();
        Pipeline moving = Pipeline.builder("nothing-to-compare")
                .step("does", context -> context.log("did"))
                .build();
        try (Migrator migrator = migrator()) {
            String failed = migrator.run(failing, event -> {}).session().id();
            String done = migrator.run(moving, event -> {}).session().id();

            assertThatThrownBy(() -> migrator.verify(failed, event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.not-completed"));
            assertThatThrownBy(() -> migrator.verify(done, event -> {}))
                    .isInstanceOfSatisfying(
                            MigrationException.class, e -> assertThat(e.code()).isEqualTo("session.nothing-to-verify"));
        }
    }

    @Test
    void aComparisonThatCannotBeMadeLeavesTheSessionAsItWas() throws IOException {
        try (Migrator migrator = migrator()) {
            String session = migrator.run(migrator.plan(spec())).session().id();
            Files.delete(directory.resolve("new.db"));
            Files.createDirectory(directory.resolve("new.db"));

            assertThatThrownBy(() -> migrator.verify(session, event -> {})).isInstanceOf(MigrationException.class);

            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(migrator.session(session).outcome()).isEqualTo(Outcome.VERIFIED);
        }
    }

    @Test
    void aRollbackSaysFirstWhatItWouldTake() throws IOException {
        try (Migrator migrator = migrator()) {
            String session = migrator.run(migrator.plan(spec())).session().id();
            Files.writeString(directory.resolve("new/index.html"), "edited");
            SmallPlugin.sql(directory.resolve("new.db"), "INSERT INTO orders VALUES (3, 'new')");

            List<RollbackPreview> asked = new ArrayList<>();

            assertThatThrownBy(() -> migrator.rollback(
                            session,
                            RollbackOptions.asking(preview -> {
                                asked.add(preview);
                                return false;
                            }),
                            event -> {}))
                    .isInstanceOf(MigrationException.class);

            assertThat(asked).hasSize(1);
            assertThat(asked.get(0).losses())
                    .extracting(Finding::code)
                    .containsExactlyInAnyOrder("rollback.loses-rows", "rollback.leaves-file");
            assertThat(migrator.session(session).status()).isEqualTo(SessionStatus.COMPLETED);
            assertThat(directory.resolve("new/index.html")).hasContent("edited");
        }
    }
}
