package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher as a user does, in a copy of the checkout that it has to build first. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class LauncherIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Set<String> NOT_SOURCE = Set.of(".git", ".cache", "target", "test");

    @TempDir
    static Path temp;

    private static Path checkout;
    private static Outcome firstUse;

    @BeforeAll
    static void useItForTheFirstTime() throws Exception {
        checkout = temp.resolve("a checkout");
        copyTree(Path.of(System.getProperty("godwit.root")), checkout);
        Path link = Files.createSymbolicLink(temp.resolve("link"), checkout.resolve("godwit"));
        firstUse = run(temp, Map.of(), link.toString(), "--version");
    }

    @Test
    @Order(1)
    void buildsItselfOnTheFirstUse() {
        assertThat(firstUse.exitCode()).as(firstUse.toString()).isZero();
        assertThat(firstUse.out()).matches("godwit \\d+\\.\\d+\\.\\d+\\S*\\R");
        assertThat(firstUse.err().lines())
                .as("told in a line or two: %s", firstUse.err())
                .hasSizeBetween(1, 2)
                .allMatch(line -> line.startsWith("godwit: "));
    }

    @Test
    @Order(2)
    void runsWithNothingToDo() throws Exception {
        Path from = Files.createDirectories(temp.resolve("from"));
        Path to = Files.createDirectories(temp.resolve("to"));
        Path spec = Files.writeString(temp.resolve("nothing.yaml"), """
            version: 1
            name: nothing-to-do
            source: {url: "%s"}
            destination: {url: "%s"}
            """.formatted(from.toUri(), to.toUri()));

        Outcome outcome = run(
                temp,
                Map.of(),
                checkout.resolve("godwit").toString(),
                "run",
                "--yes",
                "--state",
                temp.resolve("state").toString(),
                spec.toString());

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    }

    @Test
    @Order(3)
    void saysNothingOfItsOwnOnceBuilt() throws Exception {
        Outcome outcome = run(temp, Map.of(), checkout.resolve("godwit").toString(), "--version");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).isEqualTo(firstUse.out());
    }

    @Test
    @Order(4)
    void passesTheExitCodeOn() throws Exception {
        Outcome outcome = run(temp, Map.of(), checkout.resolve("godwit").toString(), "--no-such-option");

        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    @Order(5)
    void passesAnOldJavaOver() throws Exception {
        Path old = temp.resolve("java-11");
        Files.createDirectories(old.resolve("bin"));
        Files.writeString(old.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Path java = Files.writeString(old.resolve("bin/java"), "#!/bin/sh\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        Outcome outcome = run(
                temp,
                Map.of("JAVA_HOME", old.toString()),
                checkout.resolve("godwit").toString(),
                "--version");

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
    }

    @Test
    @Order(6)
    void runsFromAnUnpackedDistribution() throws Exception {
        Path distribution = Files.createDirectories(temp.resolve("unpacked"));
        String built =
                Files.readString(checkout.resolve(".cache/launcher/current")).strip();
        copyTree(checkout.resolve(".cache/launcher").resolve(built), distribution);
        Files.copy(checkout.resolve("godwit"), distribution.resolve("godwit"), StandardCopyOption.COPY_ATTRIBUTES);

        Outcome outcome = run(temp, Map.of(), distribution.resolve("godwit").toString(), "--version");

        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        assertThat(outcome.out()).isEqualTo(firstUse.out());
    }

    @Test
    @Order(7)
    void tellsWhereTheLogOfAFailedBuildIs() throws Exception {
        Path broken = checkout.resolve("examples/cli/src/main/java/io/godwit/cli/Broken.java");
        Files.writeString(broken, "package io.godwit.cli; final class Broken {");

        Outcome outcome = run(temp, Map.of(), checkout.resolve("godwit").toString(), "--version");

        Files.delete(broken);
        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .contains("Broken.java")
                .contains("log is in " + checkout.resolve(".cache/launcher/build.log"));
    }

    @Test
    @Order(8)
    void buildsOnceWhenTwoStartAtOnce() throws Exception {
        // The source that broke is gone again, so both find something newer than the last build.
        String launcher = checkout.resolve("godwit").toString();
        Started first = start(temp, Map.of(), launcher, "--version");
        Started second = start(temp, Map.of(), launcher, "--version");

        Outcome one = first.await();
        Outcome two = second.await();

        assertThat(List.of(one.exitCode(), two.exitCode()))
                .as("%s%n%s", one, two)
                .containsExactly(0, 0);
        assertThat(one.err() + two.err()).containsOnlyOnce("built in").containsOnlyOnce("waiting for another");
        assertThat(one.out()).isEqualTo(firstUse.out());
        assertThat(two.out()).isEqualTo(firstUse.out());
    }

    private static Outcome run(Path directory, Map<String, String> environment, String... command) throws Exception {
        return start(directory, environment, command).await();
    }

    private static Started start(Path directory, Map<String, String> environment, String... command)
            throws IOException {
        Path out = Files.createTempFile(temp, "out", ".txt");
        Path err = Files.createTempFile(temp, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        return new Started(builder.start(), out, err);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                if (!directory.equals(from)
                        && NOT_SOURCE.contains(String.valueOf(directory.getFileName()))
                        && !directory.toString().contains("/src/main/")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private record Started(Process process, Path out, Path err) {
        Outcome await() throws Exception {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + PATIENCE + ": " + read(err));
            }
            return new Outcome(process.exitValue(), read(out), read(err));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record Outcome(int exitCode, String out, String err) {}
}
