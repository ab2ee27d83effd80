package io.godwit.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds each module's two provider lists together, and loads every provider. */
final class ProvidersTest {

    private static final ClassLoader LOADER = ProvidersTest.class.getClassLoader();

    @Test
    void everyModuleIsFound() throws Exception {
        assertThat(artifacts())
                .extracting(artifact -> artifact.descriptor().name())
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
                        "io.godwit.db.mysql",
                        "io.godwit.db.jdbc");
    }

    @TestFactory
    Stream<DynamicTest> theModulePathOffersWhatTheClassPathOffers() throws Exception {
        return artifacts().stream()
                .filter(Artifact::isNamed)
                .map(artifact -> DynamicTest.dynamicTest(
                        artifact.descriptor().name(),
                        () -> assertThat(artifact.declaredForModulePath())
                                .as("provides of %s and its META-INF/services", artifact.path())
                                .isEqualTo(artifact.declaredForClassPath())));
    }

    @TestFactory
    Stream<DynamicTest> everyProviderLoads() throws Exception {
        Map<String, Set<String>> declared = new TreeMap<>();
        for (Artifact artifact : artifacts()) {
            artifact.declaredForClassPath().forEach((service, providers) -> {
                if (service.startsWith("io.godwit.")) {
                    declared.computeIfAbsent(service, s -> new TreeSet<>()).addAll(providers);
                }
            });
        }
        return declared.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Class<?> service = Class.forName(entry.getKey(), false, LOADER);
                    List<String> loaded = ServiceLoader.load(service, LOADER).stream()
                            .map(provider -> provider.get().getClass().getName())
                            .toList();
                    assertThat(loaded).containsAll(entry.getValue());
                }));
    }

    private static List<Artifact> artifacts() throws IOException, URISyntaxException {
        return Artifact.all(LOADER);
    }
}
