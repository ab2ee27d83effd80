package io.godwit.core.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.CodeStep;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.ReportInfo;
import io.godwit.core.ReportInfo.Format;
import io.godwit.core.StepRecord;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import io.godwit.spi.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as files, and reports of steps that find very much. */
@Tag("guarantee-no-false-success")
final class ReportsTest {
    @TempDir
    private Path directory;

    private MigrationReport run(Migrator migrator) {
        return migrator.run(
                Pipeline.builder("p")
                        .step(FileSteps.step("first", Phase.COPY, directory.resolve("out"), 2, "one"))
                        .build(),
                event -> {});
    }

    @Test
    void areWrittenInEachFormatOverWhatWasThereAndAreNoted() throws IOException {
        Path out = Files.createDirectories(directory.resolve("reports"));
        Files.writeString(out.resolve("report.html"), "old");
        try (Migrator migrator = Engines.migrator(directory)) {
            String session = run(migrator).session().id();

            migrator.writeReport(session, Format.JSON, out.resolve("report.json"));
            migrator.writeReport(session, Format.MARKDOWN, out.resolve("report.md"));
            ReportInfo html = migrator.writeReport(session, Format.HTML, out.resolve("report.html"));

            assertThat(Files.readString(out.resolve("report.json")))
                    .startsWith("{")
                    .contains(session);
            assertThat(Files.readString(out.resolve("report.md")))
                    .startsWith("#")
                    .contains(session);
            assertThat(Files.readString(out.resolve("report.html")))
                    .startsWith("<!DOCTYPE html>")
                    .contains(session);
            assertThat(html.path()).isEqualTo(out.resolve("report.html").toString());
            assertThat(migrator.session(session).reports())
                    .extracting(ReportInfo::format)
                    .containsExactly(Format.JSON, Format.MARKDOWN, Format.HTML);
            try (Stream<Path> files = Files.list(out)) {
                assertThat(files).hasSize(3);
            }
        }
    }

    @Test
    void aFileThatCannotBeWrittenIsNamedAndNotNoted() throws IOException {
        Path taken = directory.resolve("taken");
        Files.createDirectories(taken.resolve("full"));
        try (Migrator migrator = Engines.migrator(directory)) {
            String session = run(migrator).session().id();

            assertThatThrownBy(() -> migrator.writeReport(session, Format.JSON, taken))
                    .isInstanceOfSatisfying(MigrationException.class, e -> {
                        assertThat(e.code()).isEqualTo("report.not-written");
                        assertThat(e.subject()).endsWith("taken");
                    });
            assertThat(migrator.session(session).reports()).isEmpty();
            assertThat(directory.resolve(".taken.godwit-part")).doesNotExist();
        }
    }

    private static StepRecord finding(Migrator migrator, Severity severity) {
        MigrationReport report = migrator.run(
                Pipeline.builder("many")
                        .step(CodeStep.of("looks", context -> {
                            for (int i = 0; i < 1_500; i++) {
                                context.progress()
                                        .report(
                                                severity == Severity.ERROR
                                                        ? Finding.error("test.odd", "file-" + i, "It is odd.", "Look.")
                                                        : Finding.warning(
                                                                "test.odd", "file-" + i, "It is odd.", "Look."));
                            }
                        }))
                        .build(),
                event -> {});
        assertThat(report.outcome()).isIn(Outcome.NOT_VERIFIED, Outcome.DIFFERENCES);
        return report.session().step("looks").orElseThrow();
    }

    @Test
    void ofVeryManyFindingsTheFirstAreListedAndTheRestCounted() {
        try (Migrator migrator = Engines.migrator(directory)) {
            for (Severity severity : List.of(Severity.WARNING, Severity.ERROR)) {
                StepRecord step = finding(migrator, severity);

                assertThat(step.issues()).hasSize(1_001);
                Finding last = step.issues().get(1_000).finding();
                assertThat(last.severity()).isEqualTo(severity);
                assertThat(last.code()).isEqualTo(severity == Severity.ERROR ? "verify.more" : "step.more-findings");
                assertThat(last.message()).contains("500 more findings");
            }
        }
    }
}
