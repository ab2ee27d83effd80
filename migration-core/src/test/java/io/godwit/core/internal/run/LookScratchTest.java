package io.godwit.core.internal.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookScratchTest {
    @TempDir
    Path temporary;

    @Test
    void whatADeadProcessLeftGoesAndWhatIsInUseStays() throws Exception {
        Path dead = Files.createDirectories(temporary.resolve("godwit-look-17"));
        Files.createFile(dead.resolve(".lock"));
        Files.createDirectories(dead.resolve("sorted"));
        Files.writeString(dead.resolve("sorted/run-1"), "rows");
        Path unknown = Files.createDirectories(temporary.resolve("godwit-look-18"));
        Path other = Files.createDirectories(temporary.resolve("something-else"));

        try (LookScratch first = LookScratch.in(temporary);
                LookScratch second = LookScratch.in(temporary)) {
            Files.writeString(first.path().resolve("run-1"), "rows");

            assertThat(dead).doesNotExist();
            assertThat(unknown).exists();
            assertThat(other).exists();
            assertThat(first.path().resolve("run-1")).exists();
            assertThat(second.path()).isNotEqualTo(first.path());
        }
        try (var left = Files.list(temporary)) {
            assertThat(left).containsExactlyInAnyOrder(unknown, other);
        }
    }
}
