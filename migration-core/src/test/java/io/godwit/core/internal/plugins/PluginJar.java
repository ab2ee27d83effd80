package io.godwit.core.internal.plugins;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Compiles providers and packs them into a real jar, as a vendor would. */
final class PluginJar {
    private final Path directory;
    private final String name;
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, StringBuilder> services = new LinkedHashMap<>();

    PluginJar(Path directory, String name) {
        this.directory = directory;
        this.name = name;
    }

    /** Adds a class of the given source and offers it for a contract. */
    PluginJar provider(Class<?> contract, String className, String source) {
        sources.put(className, source);
        return service(contract, className);
    }

    /** Adds a line to a service file. */
    PluginJar service(Class<?> contract, String line) {
        services.computeIfAbsent(contract.getName(), key -> new StringBuilder())
                .append(line)
                .append('\n');
        return this;
    }

    Path build() throws IOException {
        Path work = Files.createDirectories(directory.resolve(name + ".work"));
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "a JDK");
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, source.getValue());
            int exit = compiler.run(
                    null,
                    null,
                    null,
                    "-proc:none",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    work.toString(),
                    file.toString());
            if (exit != 0) {
                throw new IllegalStateException("could not compile " + source.getKey());
            }
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, "4.2");
        Path jar = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(work)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                out.putNextEntry(new JarEntry(work.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
            }
            for (Map.Entry<String, StringBuilder> service : services.entrySet()) {
                out.putNextEntry(new JarEntry("META-INF/services/" + service.getKey()));
                out.write(service.getValue().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    static URLClassLoader loader(Path... jars) {
        return new URLClassLoader(
                List.of(jars).stream().map(PluginJar::url).toArray(URL[]::new), PluginJar.class.getClassLoader());
    }

    private static URL url(Path path) {
        try {
            return path.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
