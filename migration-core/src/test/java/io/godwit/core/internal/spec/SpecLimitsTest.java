package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.core.MigrationSpec;
import io.godwit.core.SpecLoader;
import io.godwit.core.SpecLoader.Format;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are too large, too deep, no text, or of no known kind. */
@Timeout(20)
class SpecLimitsTest {
    @TempDir
    Path directory;

    private static String fault(String text, Format format) {
        MigrationException refusal = catchThrowableOfType(
                MigrationException.class, () -> SpecLoader.standard().read(text, format, "x"));
        assertThat(refusal.code()).isEqualTo("spec.invalid");
        MigrationException fault = (MigrationException) refusal.getSuppressed()[refusal.getSuppressed().length - 1];
        return fault.subject() + " " + fault.code();
    }

    private String fault(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        Files.write(file, content);
        MigrationException refusal = catchThrowableOfType(
                MigrationException.class, () -> SpecLoader.standard().load(file));
        MigrationException fault = (MigrationException) refusal.getSuppressed()[0];
        return fault.subject().substring(file.toString().length()) + " " + fault.code();
    }

    @Test
    void aliasesAreCountedAsWhatTheyStandFor() {
        StringBuilder bomb = new StringBuilder("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c <= 'j'; c++) {
            String before = "*" + (char) (c - 1);
            bomb.append(c)
                    .append(": &")
                    .append(c)
                    .append(" [")
                    .append((before + ", ").repeat(9))
                    .append(before);
            bomb.append("]\n");
        }
        assertThat(fault(bomb.toString(), Format.YAML)).startsWith("x:").endsWith(" spec.too-large");
    }

    @Test
    void aliasesMayBeUsed() {
        MigrationSpec spec = SpecLoader.standard().read("""
                        source:
                          url: ssh://old.example.com/a
                          authentication: &login {private_key: keystore:deploy}
                        destination:
                          url: ssh://new.example.com/a
                          authentication: *login
                        """, Format.YAML, "x");
        assertThat(spec.destinationSpec().authentication())
                .isEqualTo(spec.sourceSpec().authentication());
    }

    @Test
    void valuesThatStandTooDeepAreRefused() {
        int deep = 100_000;
        assertThat(fault("a: " + "[".repeat(deep), Format.YAML)).isEqualTo("x:1:28 spec.too-large");
        assertThat(fault("a = " + "[".repeat(deep), Format.TOML)).isEqualTo("x:1:30 spec.too-large");
        assertThat(fault("a = " + "{a=".repeat(deep), Format.TOML)).endsWith("spec.too-large");
        assertThat(fault("a" + ".a".repeat(deep) + " = 1", Format.TOML)).endsWith("spec.too-large");
        assertThat(fault("[".repeat(1000), Format.JSON)).isEqualTo("x:1:26 spec.too-large");
    }

    @Test
    void tooManyValuesAreRefused() {
        assertThat(fault("a: [" + "x,".repeat(SpecLimits.NODES) + "]", Format.YAML))
                .endsWith("spec.too-large");
        assertThat(fault("a = [" + "1,".repeat(SpecLimits.NODES) + "]", Format.TOML))
                .endsWith("spec.too-large");
        assertThat(fault("[[a]]\n".repeat(SpecLimits.NODES + 1), Format.TOML)).endsWith("spec.too-large");
        assertThat(fault("[0" + ",1".repeat(SpecLimits.NODES) + "]", Format.JSON))
                .endsWith("spec.too-large");
    }

    @Test
    void aLargeFileIsRefused() throws IOException {
        byte[] large = "#".repeat(SpecLimits.BYTES + 1).getBytes(StandardCharsets.UTF_8);
        assertThat(fault("large.yaml", large)).isEqualTo(":1:1 spec.too-large");
        assertThat(fault("#".repeat(SpecLimits.BYTES + 1), Format.YAML)).isEqualTo("x:1:1 spec.too-large");
    }

    @Test
    void whatIsNoTextIsRefusedWhereItBegins() throws IOException {
        byte[] bytes = "name: shop\ntenant: Z\u00fcrich\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(fault("latin.yaml", bytes)).isEqualTo(":2:10 spec.syntax");
        assertThat(fault("name: shop\ntenant: \"a\u0001b\"", Format.YAML)).isEqualTo("x:2:11 spec.syntax");
        assertThat(fault("name = 'a\u0001b'", Format.TOML)).isEqualTo("x:1:10 spec.syntax");
        assertThat(fault("{\"name\":\n \"a\u0001b\"}", Format.JSON))
                .startsWith("x:2:")
                .endsWith("spec.syntax");
    }

    @Test
    void aMarkOfTheByteOrderIsNoFault() throws IOException {
        Path file = directory.resolve("bom.yml");
        Files.writeString(file, "\uFEFFtesting: {}\n");
        MigrationSpec spec = SpecLoader.standard().load(file);
        assertThat(spec.testing()).isPresent();
        assertThat(spec.name()).isEqualTo("bom");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        assertThat(fault("spec.xml", new byte[0])).isEqualTo(":1:1 spec.unknown-format");
    }

    @Test
    void aFileThatIsNotThereIsUnreadable() {
        assertThatThrownBy(() -> SpecLoader.standard().load(directory.resolve("no.yaml")))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("spec.unreadable"));
    }

    @Test
    void aFileNamesItsMigrationAsFarAsItCan() throws IOException {
        for (String[] pair : new String[][] {
            {"shop move (2).yaml", "shop-move-2-"}, {"_x.yml", "x"}, {"...yaml", "migration"}, {"UPPER.JSON", "UPPER"}
        }) {
            Path file = directory.resolve(pair[0]);
            Files.writeString(file, "{\"testing\": {}}");
            assertThat(SpecLoader.standard().load(file).name()).isEqualTo(pair[1]);
        }
    }

    @Test
    void theLargestThatIsAllowedIsReadInTime() {
        String text = "testing: {}\ntransfer:\n  exclude:\n" + "    - '*.log'\n".repeat(SpecLimits.NODES - 100);
        long start = System.nanoTime();
        assertThat(SpecLoader.standard()
                        .read(text, Format.YAML, "x")
                        .transfer()
                        .selection()
                        .exclude())
                .hasSize(SpecLimits.NODES - 100);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }
}
