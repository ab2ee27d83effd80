package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.tck.lab.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan for a file system that has too little room. */
final class PlanFullDiskIT {
    @TempDir
    private Path directory;

    @Test
    void tooLittleRoomIsAnErrorThatSaysHowMuch() throws IOException {
        Files.createDirectories(directory.resolve("old"));
        Files.write(directory.resolve("old/large"), new byte[3 << 20]);
        try (FullDisk disk = FullDisk.ofSize(2 << 20);
                Migrator migrator = Migrator.builder()
                        .journal(directory.resolve("state/godwit.db"))
                        .build()) {
            MigrationSpec spec = MigrationSpec.builder("shop-move")
                    .source(s -> s.at(directory.resolve("old").toUri().toString()))
                    .destination(d -> d.at(disk.path().resolve("new").toUri().toString()))
                    .build();

            assertThat(migrator.validate(spec))
                    .filteredOn(f -> f.code().endsWith(".no-space"))
                    .singleElement()
                    .satisfies(f -> assertThat(f.message() + f.evidence()).contains("3145728", "2097152"));
        }
    }
}
