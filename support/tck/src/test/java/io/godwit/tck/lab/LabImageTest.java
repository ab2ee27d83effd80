package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabImageTest {
    @Test
    void tagsEveryImageAsTheScriptDoes(@TempDir Path state) throws Exception {
        String listed = scriptTags(state);

        assertThat(listed.lines())
                .containsExactlyInAnyOrder(Stream.of(
                                LabImage.SSHD,
                                LabImage.FTP,
                                LabImage.MARIADB,
                                LabImage.POSTGRES_15,
                                LabImage.POSTGRES_18,
                                LabImage.MYSQL_97,
                                LabImage.AZURITE,
                                LabImage.VERSITYGW,
                                LabImage.FAKE_GCS,
                                LabImage.WORDPRESS,
                                LabImage.ASTERISK)
                        .map(LabImage::reference)
                        .toArray(String[]::new));
    }

    @Test
    void namesTheCommandThatBuildsIt() {
        assertThat(LabImage.SSHD.buildCommand()).isEqualTo("scripts/lab up");
        assertThat(LabImage.MYSQL_97.buildCommand()).isEqualTo("scripts/lab images mysql97");
    }

    @Test
    void refusesAnUnknownName() {
        assertThatThrownBy(() -> LabImage.named("nothing"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("no image 'nothing'")
                .hasMessageContaining("postgres15");
    }

    /** What {@code scripts/lab tags} prints. */
    private static String scriptTags(Path state) throws IOException, InterruptedException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("scripts/lab"))) {
            root = Objects.requireNonNull(root.getParent(), "no directory above has scripts/lab");
        }
        Process process = new ProcessBuilder(root.resolve("scripts/lab").toString(), "tags")
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("out").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String out = Files.readString(state.resolve("out"), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }
}
