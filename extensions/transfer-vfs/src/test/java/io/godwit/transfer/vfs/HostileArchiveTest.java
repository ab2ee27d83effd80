package io.godwit.transfer.vfs;

import static io.godwit.transfer.vfs.Archives.file;
import static io.godwit.transfer.vfs.Archives.link;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.tck.TestContents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are cut off, damaged, or made to harm. */
class HostileArchiveTest {
    private final Archives archives = new Archives();

    private void refused(String scheme, String... codes) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> archives.contents(scheme))
                .satisfies(e -> assertThat(e.code()).isIn((Object[]) codes));
    }

    private static void entry(TarArchiveOutputStream tar, String name, byte type, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, type, true);
        entry.setLinkName(target);
        byte[] content = type == TarConstants.LF_NORMAL ? "x".getBytes(StandardCharsets.US_ASCII) : new byte[0];
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    @Test
    void leavesOutWhatLeadsElsewhereInATar() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            entry(tar, "good/file", TarConstants.LF_NORMAL, "");
            entry(tar, "../evil", TarConstants.LF_NORMAL, "");
            entry(tar, "good/../../evil", TarConstants.LF_NORMAL, "");
            entry(tar, "/etc/evil", TarConstants.LF_NORMAL, "");
            entry(tar, "out", TarConstants.LF_SYMLINK, "/etc");
            entry(tar, "out/evil", TarConstants.LF_NORMAL, "");
            entry(tar, "shadow", TarConstants.LF_LINK, "/etc/shadow");
            entry(tar, "stolen", TarConstants.LF_LINK, "out/passwd");
            entry(tar, "null", TarConstants.LF_CHR, "");
            entry(tar, "odd", (byte) 'Z', "");
            entry(tar, "good", TarConstants.LF_SYMLINK, "/etc");
        }
        archives.put(bytes.toByteArray());

        assertThat(archives.contents("tar"))
                .containsOnlyKeys("good", "good/file", "out", "null")
                .containsEntry("good", "DIRECTORY")
                .containsEntry("null", "DEVICE")
                .containsEntry("out", "SYMLINK /etc");
        assertThat(archives.context.findings())
                .extracting(Finding::code)
                .hasSize(8)
                .containsOnly("archive.hostile-entry");
    }

    @Test
    void leavesOutWhatLeadsElsewhereInAZip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            for (String name : List.of("good", "../evil", "a/../../evil", "/etc/evil", "link", "link/evil")) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                entry.setUnixMode(name.equals("link") ? 0120777 : 0100644);
                zip.putArchiveEntry(entry);
                zip.write("/etc".getBytes(StandardCharsets.US_ASCII));
                zip.closeArchiveEntry();
            }
        }
        archives.put(bytes.toByteArray());

        assertThat(archives.contents("zip")).containsOnlyKeys("good", "link");
        assertThat(archives.context.findings()).extracting(Finding::code).containsOnly("archive.hostile-entry");
        assertThat(archives.context.findings()).hasSize(4);
    }

    @Test
    void refusesBombs() throws IOException {
        byte[] zeros = new byte[1 << 20];
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(packed))) {
            TarArchiveEntry entry = new TarArchiveEntry("zeros");
            entry.setSize(200L << 20);
            tar.putArchiveEntry(entry);
            for (int i = 0; i < 200; i++) {
                tar.write(zeros);
            }
            tar.closeArchiveEntry();
        }
        archives.put(packed.toByteArray());
        refused("tgz", "archive.bomb");
        try (FileTree known = new ArchiveTransferMethod()
                .open(archives.place("tgz").withSetting("max_ratio", "2000"), Access.READ, archives.context)) {
            assertThat(archives.list(known).get(0).size()).isEqualTo(200L << 20);
        }

        packed.reset();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(packed)) {
            ZipArchiveEntry entry = new ZipArchiveEntry("zeros");
            zip.putArchiveEntry(entry);
            for (int i = 0; i < 200; i++) {
                zip.write(zeros);
            }
            zip.closeArchiveEntry();
        }
        archives.put(packed.toByteArray());
        refused("zip", "archive.bomb");

        for (String scheme : List.of("tar", "zip")) {
            Archives many = new Archives();
            many.make(scheme, file("a", zeros), file("b", zeros), file("c", zeros));
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> {
                        try (FileTree tree = new ArchiveTransferMethod()
                                .open(many.place(scheme).withSetting("max_entries", "2"), Access.READ, many.context)) {
                            many.list(tree);
                        }
                    })
                    .satisfies(e -> assertThat(e.code()).isEqualTo("archive.bomb"));
        }
    }

    @Test
    void refusesEntriesThatShareTheirBytes() {
        archives.make("zip", file("first", TestContents.random(1, 4000)), file("second", new byte[] {1}));
        byte[] zip = archives.bytes();
        int directory = last(zip, 0x02014b50);
        // the second entry of the directory points to where the first is
        Arrays.fill(zip, directory + 42, directory + 46, (byte) 0);
        archives.put(zip);
        refused("zip", "archive.bomb", "archive.damaged");
    }

    private static int last(byte[] bytes, int signature) {
        for (int i = bytes.length - 4; i >= 0; i--) {
            if (java.nio.ByteBuffer.wrap(bytes)
                            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                            .getInt(i)
                    == signature) {
                return i;
            }
        }
        throw new AssertionError("not there");
    }

    @Test
    void refusesAnEncryptedZipByTheNameOfTheEntry() {
        archives.make("zip", file("secret.txt", new byte[] {1, 2, 3}));
        byte[] zip = archives.bytes();
        zip[last(zip, 0x02014b50) + 8] |= 1;
        zip[last(zip, 0x04034b50) + 6] |= 1;
        archives.put(zip);

        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> archives.contents("zip"))
                .satisfies(e -> assertThat(e.code()).isEqualTo("archive.encrypted"))
                .withMessageContaining("secret.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tgz", "tbz2", "tzst", "zip"})
    void noticesWhereverItIsCutOff(String scheme) {
        archives.make(scheme, file("a", TestContents.random(1, 3000)), file("d/b", new byte[2000]), link("l", "a"));
        byte[] whole = archives.bytes();
        // a tar may lack the last of its two empty blocks
        int end = scheme.equals("tar") ? whole.length - 1023 : whole.length - 1;
        for (int length = 0; length <= end; length += length < 600 || length > end - 600 ? 1 : 37) {
            archives.put(Arrays.copyOf(whole, length));
            int cut = length;
            assertThatExceptionOfType(MigrationException.class)
                    .as("cut at " + cut + " of " + whole.length)
                    .isThrownBy(() -> archives.contents(scheme))
                    .satisfies(e -> assertThat(e.code()).isIn("archive.truncated", "archive.damaged"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tar", "tgz", "tbz2", "tzst", "zip"})
    void damageIsAFailureOfItsKindOrNoDamage(String scheme) {
        archives.make(scheme, file("a", TestContents.random(1, 3000)), file("d/b", new byte[2000]), link("l", "a"));
        byte[] whole = archives.bytes();
        var contents = archives.contents(scheme);
        long seed = Long.getLong("godwit.seed", 42);
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            archives.put(damaged);
            try {
                var found = archives.contents(scheme);
                if (!scheme.equals("tar") && !scheme.equals("zip")) {
                    assertThat(found).as("seed " + seed + ", round " + round).isEqualTo(contents);
                }
            } catch (MigrationException e) {
                assertThat(e.code()).as("seed " + seed + ", round " + round).startsWith("archive.");
            }
        }
    }
}
