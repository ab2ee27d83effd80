package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ByteRange;
import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What we write, GNU tar reads. */
class TarWriterTest {
    private static final String[] PIECES = {
        "a",
        "\n",
        " ",
        "'",
        "\"",
        "-",
        "--",
        "\\",
        "*",
        "$(id)",
        "\u00e9",
        "\u6c34",
        "\ud83d\ude00",
        "..",
        "~",
        "\t",
        "%s"
    };

    @TempDir
    Path directory;

    private interface Writing {
        void write(TarWriter tar) throws IOException;
    }

    private void extract(Writing writing) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("tar", "-xpP", "--warning=no-timestamp", "-f", "-", "-C", directory.toString());
        builder.environment().put("LC_ALL", "C");
        Process process = builder.redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            TarWriter tar = new TarWriter(in);
            writing.write(tar);
            tar.finish();
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    private static byte[] name(String path) {
        return SftpTar.name(TreePath.of(path));
    }

    private static TreeEntry.Builder file(String path, int size) {
        return TreeEntry.of(TreePath.of(path), EntryKind.FILE).size(size).mode(0640);
    }

    @Test
    void keepsHostileNamesAndContents() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> names =
                new ArrayList<>(List.of("-n", "x".repeat(99), "y".repeat(100), "z".repeat(101), "w".repeat(255)));
        for (int i = 0; i < 200; i++) {
            StringBuilder name = new StringBuilder("n" + i);
            for (int left = random.nextInt(30); left > 0; left--) {
                name.append(PIECES[random.nextInt(PIECES.length)]);
            }
            names.add(name.toString());
        }
        extract(tar -> {
            for (int i = 0; i < names.size(); i++) {
                byte[] content = new byte[i * 37];
                new Random(i).nextBytes(content);
                tar.begin(name(names.get(i)), file(names.get(i), content.length).build(), content.length, false);
                tar.write(content, 0, content.length);
                tar.end();
            }
        });
        for (int i = 0; i < names.size(); i++) {
            byte[] content = new byte[i * 37];
            new Random(i).nextBytes(content);
            assertThat(Files.readAllBytes(directory.resolve(names.get(i))))
                    .as("seed %s: %s", seed, names.get(i))
                    .isEqualTo(content);
        }
    }

    @Test
    void keepsBytesThatAreNoText() throws Exception {
        byte[] raw = {'a', (byte) 0xff, (byte) 0xfe, 'b'};
        TreePath path = TreePath.ofBytes(raw);
        extract(tar -> {
            tar.begin(SftpTar.name(path), TreeEntry.of(path, EntryKind.FILE).build(), 0, false);
            tar.end();
        });
        Process listing = new ProcessBuilder("ls", directory.toString()).start();
        assertThat(listing.getInputStream().readAllBytes())
                .isEqualTo(new byte[] {'a', (byte) 0xff, (byte) 0xfe, 'b', '\n'});
    }

    @Test
    void keepsModesAndTimesToTheNanosecond() throws Exception {
        List<Instant> times = List.of(
                Instant.parse("2021-03-04T05:06:07.123456789Z"),
                Instant.parse("2021-03-04T05:06:07Z"),
                Instant.parse("1969-12-31T23:59:58.250000001Z"),
                Instant.parse("2106-02-07T06:28:17.000000001Z"));
        extract(tar -> {
            for (int i = 0; i < times.size(); i++) {
                tar.begin(
                        name("f" + i),
                        file("f" + i, 0).mode(04751).modified(times.get(i)).build(),
                        0,
                        false);
                tar.end();
            }
        });
        for (int i = 0; i < times.size(); i++) {
            Path file = directory.resolve("f" + i);
            assertThat(Files.getLastModifiedTime(file)).isEqualTo(FileTime.from(times.get(i)));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rwxr-x--x");
            assertThat((int) Files.getAttribute(file, "unix:mode") & 07777).isEqualTo(04751);
        }
    }

    @Test
    void keepsLinks() throws Exception {
        String target = "../" + "long/".repeat(60) + "end";
        extract(tar -> {
            TreeEntry link = TreeEntry.of(TreePath.of("s"), EntryKind.SYMLINK)
                    .target(TreeLink.of(target))
                    .modified(Instant.parse("2021-03-04T05:06:07.5Z"))
                    .build();
            tar.begin(name("s"), link, 0, false);
            tar.end();
            tar.begin(name("f"), file("f", 0).build(), 0, false);
            tar.end();
            tar.link(name("g"), name("f"), file("g", 0).build());
        });
        assertThat(Files.readSymbolicLink(directory.resolve("s"))).hasToString(target);
        assertThat(Files.getLastModifiedTime(directory.resolve("s"), LinkOption.NOFOLLOW_LINKS))
                .isEqualTo(FileTime.from(Instant.parse("2021-03-04T05:06:07.5Z")));
        assertThat(Files.isSameFile(directory.resolve("f"), directory.resolve("g")))
                .isTrue();
    }

    @Test
    void keepsHolesAndAttributes() throws Exception {
        byte[] data = new byte[70_000];
        new Random(7).nextBytes(data);
        List<ByteRange> regions = List.of(new ByteRange(8190, 4099), new ByteRange(20L << 20, data.length - 4099));
        TreeEntry holes = file("holes", 30 << 20)
                .extended("user.a=b%c", "AP8KPQ==")
                .modified(Instant.parse("2021-03-04T05:06:07.123456789Z"))
                .build();
        String deep = "d/".repeat(60) + "bottom";

        extract(tar -> {
            tar.beginSparse(name("holes"), holes, regions, 30 << 20, false);
            tar.write(data, 0, 4099);
            tar.end();
            tar.write(data, 4099, data.length - 4099);
            tar.end();
            tar.beginSparse(name(deep), file(deep, 1 << 20).build(), List.of(), 1 << 20, false);
            tar.end();
            tar.begin(name("behind"), file("behind", 1).build(), 1, false);
            tar.write(new byte[] {'x'}, 0, 1);
            tar.end();
        });

        byte[] written = Files.readAllBytes(directory.resolve("holes"));
        byte[] expected = new byte[30 << 20];
        System.arraycopy(data, 0, expected, 8190, 4099);
        System.arraycopy(data, 4099, expected, 20 << 20, data.length - 4099);
        assertThat(written).isEqualTo(expected);
        assertThat(Files.getLastModifiedTime(directory.resolve("holes")).toInstant())
                .isEqualTo(holes.modified().orElseThrow());
        assertThat(directory.resolve(deep)).hasSize(1 << 20);
        assertThat(directory.resolve("behind")).hasContent("x");
    }
}
