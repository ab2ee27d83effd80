package io.godwit.core.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationPlan;
import io.godwit.core.Migrator;
import io.godwit.core.Pipeline;
import io.godwit.spi.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says beforehand of where it is to be run. */
final class PreflightTest {
    @TempDir
    private Path directory;

    private MigrationPlan plan(String destination) throws IOException {
        Files.createDirectories(directory.resolve("from"));
        Files.writeString(directory.resolve("from/f"), "content");
        try (Migrator migrator = Migrator.builder().build()) {
            return migrator.plan(Pipeline.builder("move")
                    .files(files -> files.from(directory.resolve("from").toUri().toString())
                            .to(directory.resolve(destination).toUri().toString()))
                    .build());
        }
    }

    private static Set<String> codes(MigrationPlan plan) {
        Set<String> codes = new TreeSet<>();
        plan.findings().stream().map(Finding::code).forEach(codes::add);
        return codes;
    }

    @Test
    void aDestinationThatCannotBeMadeIsAnErrorOfThePlan() throws IOException {
        Files.writeString(directory.resolve("file"), "in the way");
        MigrationPlan plan = plan("file/to");
        assertThat(plan.isRunnable()).isFalse();
        assertThat(codes(plan)).contains("tree.not-writable");
    }

    @Test
    void tellsTheMachineOfADestinationThatCanBeWritten() throws IOException {
        MigrationPlan plan = plan("deep/down/to");
        assertThat(plan.isRunnable()).isTrue();
        assertThat(codes(plan)).contains("destination.machine").doesNotContain("tree.not-writable");
        assertThat(Files.exists(directory.resolve("deep"))).isFalse();
    }
}
