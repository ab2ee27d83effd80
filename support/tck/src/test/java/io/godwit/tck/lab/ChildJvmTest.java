package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChildJvmTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void givesOutputAndStatus() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .arguments("say", "a b", "\u00fc")
                .jvmOptions("-Dkind=child", "-Dstdout.encoding=UTF-8", "-Dfile.encoding=UTF-8")
                .environment("LAB_WORD", "hello")
                .directory(directory)
                .start()) {
            assertThat(child.waitFor(LONG)).isEqualTo(3);
            assertThat(child.output().lines())
                    .contains("say|a b|\u00fc", "child hello", directory.toString(), "to err");
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void isStartedThroughAnotherCommand() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .through("env", "LAB_WORD=through env")
                .arguments("say")
                .start()) {
            assertThat(child.waitFor(LONG)).isEqualTo(3);
            assertThat(child.output().lines()).contains("null through env");
        }
    }

    @Test
    void waitsForALine() {
        try (ChildJvm child = ChildJvm.of(Child.class).arguments("count").start()) {
            assertThat(child.awaitLine(line -> line.equals("line 5"), LONG)).isEqualTo("line 5");
            assertThat(child.awaitLine(line -> line.equals("line 1"), LONG)).isEqualTo("line 1");
            assertThatThrownBy(() -> child.awaitLine(line -> line.equals("never"), Duration.ofMillis(100)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("did not print")
                    .hasMessageContaining("line 5");
        }
        try (ChildJvm child = ChildJvm.of(Child.class).arguments("say").start()) {
            assertThatThrownBy(() -> child.awaitLine(line -> line.equals("never"), LONG))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended without printing");
        }
    }

    @Test
    void killsAtARandomMoment() {
        try (ChildJvm child = ChildJvm.of(Child.class).arguments("count").start()) {
            child.awaitLine(line -> line.equals("line 1"), LONG);

            assertThat(child.killWithin(new Random(1), Duration.ofMillis(1), Duration.ofMillis(50)))
                    .isTrue();
            assertThat(child.isAlive()).isFalse();
            assertThat(child.waitFor(LONG)).isEqualTo(137);
        }
    }

    @Test
    void saysWhenThereWasNothingToKill() {
        try (ChildJvm child = ChildJvm.of(Child.class).arguments("say").start()) {
            child.waitFor(LONG);

            assertThat(child.killWithin(new Random(1), Duration.ofMillis(1), Duration.ofMillis(50)))
                    .isFalse();
        }
    }

    @Test
    void givesUpOnAChildThatDoesNotEnd() {
        try (ChildJvm child = ChildJvm.of(Child.class).arguments("count").start()) {
            child.awaitLine(line -> line.equals("line 1"), LONG);
            assertThatThrownBy(() -> child.waitFor(Duration.ofMillis(100)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("still ran")
                    .hasMessageContaining("line 1");
            assertThat(child.isAlive()).isFalse();
        }
    }

    @Test
    void killsGrandchildrenOnClose() {
        ChildJvm child = ChildJvm.of(Child.class).arguments("fork").start();
        String line = child.awaitLine(l -> l.startsWith("grandchild "), LONG);
        ProcessHandle grandchild = ProcessHandle.of(Long.parseLong(line.substring("grandchild ".length())))
                .orElseThrow();
        child.close();
        child.close();

        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> !Processes.runs(grandchild.pid()));
    }

    @Test
    void passesAgentsOnToItsOwnChildren() throws Exception {
        Path agent = agentJar();
        try (ChildJvm child = ChildJvm.of(Child.class)
                .arguments("bear")
                .jvmOptions("-javaagent:" + agent + "=from the parent")
                .start()) {
            assertThat(child.waitFor(LONG)).as(child.output()).isEqualTo(3);
            assertThat(child.output().lines().filter(line -> line.equals("agent: from the parent")))
                    .as("the child's and the grandchild's agent in %s", child.output())
                    .hasSize(2);
        }
    }

    private Path agentJar() throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Agent.class.getName());
        String name = Agent.class.getName().replace('.', '/') + ".class";
        Path jar = directory.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream in =
                        Objects.requireNonNull(getClass().getClassLoader().getResourceAsStream(name))) {
            out.putNextEntry(new JarEntry(name));
            in.transferTo(out);
        }
        return jar;
    }

    /** Tells that it is there. */
    static final class Agent {
        private Agent() {}

        public static void premain(String options) {
            System.out.println("agent: " + options);
        }
    }

    /** What runs in the child. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            switch (args[0]) {
                case "say" -> {
                    System.out.println(String.join("|", args));
                    System.out.println(System.getProperty("kind") + " " + System.getenv("LAB_WORD"));
                    System.out.println(Path.of("").toAbsolutePath());
                    System.err.println("to err");
                    System.exit(3);
                }
                case "bear" -> {
                    try (ChildJvm grandchild =
                            ChildJvm.of(Child.class).arguments("say").start()) {
                        int status = grandchild.waitFor(LONG);
                        System.out.println(grandchild.output());
                        System.exit(status);
                    }
                }
                case "count" -> {
                    for (int i = 1; ; i++) {
                        System.out.println("line " + i);
                        Thread.sleep(10);
                    }
                }
                case "fork" -> {
                    System.out.println("grandchild "
                            + new ProcessBuilder("sleep", "300").start().pid());
                    Thread.sleep(300_000);
                }
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }
}
