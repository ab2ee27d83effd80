package io.godwit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Resolves our modules as modules, and loads their providers from there. */
final class ModulePathTest {

    @Test
    void everyNamedModuleResolvesAndItsProvidersLoad() throws Exception {
        Map<String, ModuleReference> known = modulesOnTheClassPath();
        Set<String> ours = known.values().stream()
                .map(ModuleReference::descriptor)
                .filter(descriptor ->
                        !descriptor.isAutomatic() && descriptor.name().startsWith("io.godwit."))
                .map(ModuleDescriptor::name)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ours)
                .contains(
                        "io.godwit.spi",
                        "io.godwit.core",
                        "io.godwit.toolkit",
                        "io.godwit.relational",
                        "io.godwit.transfer.ssh",
                        "io.godwit.transfer.cloud",
                        "io.godwit.adapter.asterisk",
                        "io.godwit.transfer.vfs",
                        "io.godwit.secrets.vault",
                        "io.godwit.adapter.web",
                        "io.godwit.db.postgres",
                        "io.godwit.db.jdbc");

        ModuleFinder finder = ModuleFinder.of(required(ours, known));
        ModuleLayer boot = ModuleLayer.boot();
        Configuration configuration = boot.configuration().resolveAndBind(finder, ModuleFinder.of(), ours);
        ModuleLayer layer = boot.defineModulesWithOneLoader(configuration, ClassLoader.getPlatformClassLoader());

        for (String module : ours) {
            for (ModuleDescriptor.Provides provided :
                    layer.findModule(module).orElseThrow().getDescriptor().provides()) {
                Class<?> service = layer.findLoader(module).loadClass(provided.service());
                List<String> loaded = ServiceLoader.load(layer, service).stream()
                        .map(provider -> provider.get().getClass().getName())
                        .toList();
                assertThat(loaded)
                        .as("%s provided by %s on the module path", provided.service(), module)
                        .containsAll(provided.providers());
            }
        }
    }

    private static Map<String, ModuleReference> modulesOnTheClassPath() {
        Map<String, ModuleReference> known = new LinkedHashMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            try {
                ModuleFinder.of(Path.of(entry))
                        .findAll()
                        .forEach(module -> known.putIfAbsent(module.descriptor().name(), module));
            } catch (FindException e) {
                // No module can be made of this jar. If one of ours requires it, resolution says so.
            }
        }
        return known;
    }

    /** The places of what our modules require, by name and to the end; automatic modules that nobody names stay away, because they would all be let in. */
    private static Path[] required(Set<String> roots, Map<String, ModuleReference> known) {
        Set<String> wanted = new TreeSet<>(roots);
        Set<String> open = new TreeSet<>(roots);
        while (!open.isEmpty()) {
            Set<String> next = new TreeSet<>();
            for (String name : open) {
                ModuleReference module = known.get(name);
                if (module != null) {
                    module.descriptor().requires().stream()
                            .map(ModuleDescriptor.Requires::name)
                            .filter(wanted::add)
                            .forEach(next::add);
                }
            }
            open = next;
        }
        return wanted.stream()
                .flatMap(name -> Stream.ofNullable(known.get(name)))
                .map(module -> Path.of(module.location().orElseThrow()))
                .distinct()
                .toArray(Path[]::new);
    }

    @Test
    void theClassPathIsTheRealOne() {
        assertThat(Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1)))
                .hasSizeGreaterThan(20);
    }
}
