package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A site into an archive and out of it again, by specifications. */
@Timeout(300)
final class ArchiveMovesTest {
    @TempDir
    Path directory;

    private Path site() throws IOException {
        Path site = Files.createDirectory(directory.resolve("site"));
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            Path file = site.resolve("d" + i % 7 + "/e" + i % 3 + "/file " + i + ".txt");
            Files.createDirectories(file.getParent());
            byte[] content = new byte[random.nextInt(5000)];
            random.nextBytes(content);
            Files.write(file, content);
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(i % 2 == 0 ? "rw-r-----" : "rwxr-xr-x"));
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.parse("2020-01-02T03:04:05Z").plusSeconds(i)));
        }
        byte[] large = new byte[5_000_000];
        random.nextBytes(large);
        Files.write(site.resolve("large.bin"), large);
        Files.createDirectory(site.resolve("empty"));
        Files.createSymbolicLink(site.resolve("current"), Path.of("d0"));
        Files.createLink(site.resolve("twin.bin"), site.resolve("large.bin"));
        return site;
    }

    private static Map<String, String> contents(Path root) throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = root.relativize(file).toString();
                if (Files.isSymbolicLink(file)) {
                    all.put(name, "link " + Files.readSymbolicLink(file));
                } else if (!name.isEmpty()) {
                    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
                    String time = Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                            .toInstant()
                            .toString();
                    all.put(
                            name,
                            Files.isDirectory(file)
                                    ? "directory " + mode
                                    : mode + " " + time.substring(0, 19) + " "
                                            + Arrays.hashCode(Files.readAllBytes(file)));
                }
            }
        }
        return all;
    }

    private int godwit(StringBuilder said, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] all = Stream.concat(
                        Stream.of(arguments),
                        Stream.of("--state", directory.resolve("state").toString()))
                .toArray(String[]::new);
        PrintStream stdout = System.out;
        PrintStream stderr = System.err;
        try (PrintStream both = new PrintStream(out, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            int status = Godwit.commandLine(all).execute(all);
            said.append(out.toString(StandardCharsets.UTF_8));
            return status;
        } finally {
            System.setOut(stdout);
            System.setErr(stderr);
        }
    }

    private String move(String name, String from, String to) throws IOException {
        Path spec = directory.resolve(name + ".yaml");
        Files.writeString(spec, """
            version: 1
            name: %s
            source: {url: "%s"}
            destination: {url: "%s"}
            options: {verify_after: true}
            """.formatted(name, from, to));
        return spec.toString();
    }

    @ParameterizedTest
    @CsvSource({"tgz, site.tar.gz", "tzst, site.tar.zst", "zip, site.zip"})
    void aSiteGoesIntoAnArchiveAndBack(String scheme, String file) throws IOException {
        Path site = site();
        Path backups = Files.createDirectory(directory.resolve("backups"));
        Path archive = backups.resolve(file);
        StringBuilder said = new StringBuilder();

        assertThat(godwit(said, "run", "--yes", move("pack", "file://" + site, scheme + ":" + archive)))
                .as(said.toString())
                .isZero();
        assertThat(archive).isRegularFile();
        try (Stream<Path> there = Files.list(backups)) {
            assertThat(there).containsExactly(archive);
        }

        Path back = directory.resolve("back");
        assertThat(godwit(said, "run", "--yes", move("unpack", scheme + ":" + archive, "file://" + back)))
                .as(said.toString())
                .isZero();
        assertThat(contents(back)).isEqualTo(contents(site));
    }

    @Test
    void rollingBackTakesTheArchiveAway() throws IOException {
        Path site = site();
        Path archive = directory.resolve("site.tar.gz");
        StringBuilder said = new StringBuilder();
        assertThat(godwit(said, "run", "--yes", move("pack", "file://" + site, "tgz:" + archive)))
                .as(said.toString())
                .isZero();
        assertThat(archive).isRegularFile();

        assertThat(godwit(said, "rollback", "--yes", session(said)))
                .as(said.toString())
                .isZero();

        assertThat(archive).doesNotExist();
        try (Stream<Path> there = Files.list(directory)) {
            assertThat(there).noneMatch(path -> path.getFileName().toString().startsWith(".godwit-archive"));
        }
    }

    private String session(StringBuilder said) {
        StringBuilder list = new StringBuilder();
        assertThat(godwit(list, "list")).isZero();
        return Stream.of(list.toString().split("\\s+", -1))
                .filter(word -> word.matches("\\d{8}-\\S+|s-\\S+|pack-\\S+"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(list + "\n" + said));
    }
}
