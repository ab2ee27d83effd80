package io.godwit.architecture;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One of our artifacts on the test's class path, a jar or a directory of classes, and the providers that it declares in each of the two ways.
 *
 * @param path where it is
 * @param descriptor its module, automatic where it has no module-info
 * @param declaredForModulePath service name to providers, as module-info says
 * @param declaredForClassPath service name to providers, as META-INF/services says
 */
record Artifact(
        Path path,
        ModuleDescriptor descriptor,
        Map<String, Set<String>> declaredForModulePath,
        Map<String, Set<String>> declaredForClassPath) {

    private static final String SERVICES = "META-INF/services/";

    /**
     * Reads every module of ours that the class loader sees. A directory of classes without module-info is none; the same artifact as a jar is an
     * automatic module.
     */
    static List<Artifact> all(ClassLoader loader) throws IOException, URISyntaxException {
        Set<Path> paths = new TreeSet<>();
        for (URL url : Collections.list(loader.getResources("io/godwit"))) {
            paths.add(rootOf(url));
        }
        List<Artifact> artifacts = new ArrayList<>();
        for (Path path : paths) {
            for (ModuleReference module : ModuleFinder.of(path).findAll()) {
                artifacts.add(read(path, module));
            }
        }
        return artifacts;
    }

    private static Path rootOf(URL url) throws URISyntaxException {
        String text = url.toURI().toString();
        if (text.startsWith("jar:")) {
            return Path.of(URI.create(text.substring("jar:".length(), text.indexOf("!/"))));
        }
        return Path.of(URI.create(text)).resolve("../..").normalize();
    }

    private static Artifact read(Path path, ModuleReference module) throws IOException {
        Map<String, Set<String>> provides = new TreeMap<>();
        for (ModuleDescriptor.Provides provided : module.descriptor().provides()) {
            provides.put(provided.service(), new TreeSet<>(provided.providers()));
        }
        return new Artifact(path, module.descriptor(), provides, services(module));
    }

    private static Map<String, Set<String>> services(ModuleReference module) throws IOException {
        Map<String, Set<String>> services = new TreeMap<>();
        try (ModuleReader reader = module.open();
                Stream<String> names = reader.list()) {
            for (String name : names.filter(n -> n.startsWith(SERVICES) && !n.endsWith("/"))
                    .toList()) {
                Set<String> providers = new TreeSet<>();
                try (var in = reader.open(name).orElseThrow()) {
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .filter(line -> !line.isEmpty())
                            .forEach(providers::add);
                }
                services.put(name.substring(SERVICES.length()), providers);
            }
        }
        return services;
    }

    /** Whether the module's author described it, instead of the file name or manifest. */
    boolean isNamed() {
        return !descriptor.isAutomatic();
    }
}
