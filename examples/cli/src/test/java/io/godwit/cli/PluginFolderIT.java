package io.godwit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.tck.lab.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that lies in the state directory works as one on the class path does. */
class PluginFolderIT {
    private static final String SOURCE = """
        package com.example.till;

        import io.godwit.spi.*;
        import java.util.*;

        public final class TillAdapter implements PlatformAdapter {
            public String id() { return "till"; }
            public String title() { return "Till"; }
            public Optional<String> detect(Site site, WorkContext context) { return Optional.empty(); }
            public Inventory inspect(Site site, WorkContext context) {
                return new Inventory("till", 1, Map.of(), List.of(), "{}");
            }
            public List<Finding> check(Inventory source, Inventory destination) { return List.of(); }
            public Blueprint plan(InspectedSite source, InspectedSite destination) {
                return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
            }
            public List<Operation> operations() {
                return List.of(new Operation("till:count", "Counts what is in the till", List.of()));
            }
        }
        """;

    @TempDir
    Path directory;

    private String operations() throws Exception {
        try (ChildJvm run = ChildJvm.of(Godwit.class)
                .arguments("operations", "--state", directory.resolve("state").toString())
                .jvmOptions("-XX:TieredStopAtLevel=1")
                .start()) {
            int status = run.waitFor(Duration.ofMinutes(1));
            assertThat(status).as("%s", run.output()).isZero();
            return run.output();
        }
    }

    @Test
    void itsJobsAreListed() throws Exception {
        assertThat(operations()).doesNotContain("till:count");
        Files.createDirectories(directory.resolve("state/plugins"));
        assertThat(operations()).as("an empty folder").doesNotContain("till:count");

        pack(directory.resolve("state/plugins/till.jar"));

        assertThat(operations()).contains("till:count  Counts what is in the till");
    }

    private void pack(Path jar) throws Exception {
        Path source = directory.resolve("TillAdapter.java");
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Files.writeString(source, SOURCE);
        int compiled = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK")
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(compiled).isZero();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
            out.putNextEntry(new JarEntry("META-INF/services/io.godwit.spi.PlatformAdapter"));
            out.write("com.example.till.TillAdapter\n".getBytes(StandardCharsets.UTF_8));
        }
    }
}
