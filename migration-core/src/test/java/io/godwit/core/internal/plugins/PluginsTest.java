package io.godwit.core.internal.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.core.Plugins;
import io.godwit.core.Plugins.PluginInfo;
import io.godwit.core.PluginsBuilder;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.HostConnector;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkType;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PluginsTest {
    @TempDir
    Path directory;

    private static String transfer(String className, String id, String schemes) {
        return """
            package vendor;
            public final class %s implements io.godwit.spi.TransferMethod {
                public %s() {
                    System.setProperty("godwit.test.made.%s", "yes");
                }
                public String id() { return "%s"; }
                public java.util.Set<String> schemes() { return java.util.Set.of(%s); }
                public io.godwit.spi.FileTree open(io.godwit.spi.Location location,
                        io.godwit.spi.Access access, io.godwit.spi.WorkContext context) {
                    throw new UnsupportedOperationException();
                }
            }
            """.formatted(className, className, className, id, schemes);
    }

    private static String step(String className, String id, String body) {
        return """
            package vendor;
            public final class %s implements io.godwit.spi.StepType {
                public String id() { return "%s"; }
                %s
                public io.godwit.spi.Step open(io.godwit.spi.TypedData data) {
                    throw new UnsupportedOperationException();
                }
            }
            """.formatted(className, id, body);
    }

    private Path jar(String name, String className, String id, String schemes) throws Exception {
        return new PluginJar(directory, name)
                .provider(TransferMethod.class, "vendor." + className, transfer(className, id, schemes))
                .build();
    }

    @Test
    void findsAProviderBySchemeAndDescribesItsJar() throws Exception {
        Path jar = jar("gopher.jar", "Gopher", "gopher", "\"gopher\", \"gophers\"");
        try (URLClassLoader loader = PluginJar.loader(jar)) {
            Plugins plugins = Plugins.discover(loader);

            assertThat(plugins.transferMethod("gophers"))
                    .hasValueSatisfying(found -> assertThat(found.id()).isEqualTo("gopher"));
            assertThat(plugins.transferMethod("carrier-pigeon")).isEmpty();
            assertThat(plugins.describe())
                    .contains(new PluginInfo(
                            "TransferMethod",
                            "gopher",
                            List.of("gopher", "gophers"),
                            "vendor.Gopher",
                            jar.toString(),
                            "4.2",
                            ""));
        }
    }

    @Test
    void loadsAContractOnlyWhenItIsAskedFor() throws Exception {
        Path jar = jar("lazy.jar", "Lazy", "lazy", "\"lazy\"");
        try (URLClassLoader loader = PluginJar.loader(jar)) {
            Plugins plugins = Plugins.discover(loader);
            assertThat(plugins.stepType("shop:none")).isEmpty();
            assertThat(System.getProperty("godwit.test.made.Lazy")).isNull();

            assertThat(plugins.transferMethod("lazy")).isPresent();
            assertThat(System.getProperty("godwit.test.made.Lazy")).isEqualTo("yes");
        } finally {
            System.clearProperty("godwit.test.made.Lazy");
        }
    }

    @Test
    void refusesTwoProvidersOfOneIdNamingBothClassesAndJars() throws Exception {
        Path first = jar("first.jar", "First", "twin", "\"twin\"");
        Path second = jar("second.jar", "Second", "twin", "\"other\"");
        try (URLClassLoader loader = PluginJar.loader(first, second)) {
            Plugins plugins = Plugins.discover(loader);
            for (String scheme : List.of("twin", "other")) {
                assertThatExceptionOfType(MigrationException.class)
                        .isThrownBy(() -> plugins.transferMethod(scheme))
                        .satisfies(failure -> {
                            assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
                            assertThat(failure.code()).isEqualTo("plugin.duplicate");
                            assertThat(failure)
                                    .hasMessageContainingAll(
                                            "vendor.First", first.toString(), "vendor.Second", second.toString());
                        });
            }
            assertThat(plugins.describe().stream()
                            .filter(info -> info.id().equals("twin"))
                            .map(PluginInfo::rejection))
                    .hasSize(2)
                    .allSatisfy(why -> assertThat(why).contains("more than once", "second.jar"));

            Plugins one = Plugins.builder()
                    .discover(loader)
                    .excludeClass("vendor.First")
                    .build();
            assertThat(one.transferMethod("other")).isPresent();
            assertThat(one.transferMethod("twin")).isEmpty();
        }
    }

    @Test
    void refusesASchemeThatTwoServeUntilOneIsPutFirst() throws Exception {
        Path first = jar("fast.jar", "Fast", "fast", "\"web\", \"fast\"");
        Path second = jar("slow.jar", "Slow", "slow", "\"web\"");
        try (URLClassLoader loader = PluginJar.loader(first, second)) {
            Plugins undecided = Plugins.discover(loader);
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> undecided.transferMethod("web"))
                    .satisfies(failure -> {
                        assertThat(failure.code()).isEqualTo("plugin.scheme-contested");
                        assertThat(failure).hasMessageContainingAll("vendor.Fast", "vendor.Slow");
                    });
            assertThat(undecided.transferMethod("fast")).isPresent();

            Plugins decided = Plugins.builder()
                    .discover(loader)
                    .order(TransferMethod.class, "slow")
                    .build();
            assertThat(decided.transferMethod("web").orElseThrow().id()).isEqualTo("slow");

            Plugins excluded = Plugins.builder()
                    .discover(loader)
                    .exclude(TransferMethod.class, "slow")
                    .build();
            assertThat(excluded.transferMethod("web").orElseThrow().id()).isEqualTo("fast");
            assertThat(excluded.describe())
                    .anySatisfy(info -> assertThat(info.rejection()).isEqualTo("excluded by the application"));
        }
    }

    @Test
    void oneBrokenProviderDoesNotHideTheOthers() throws Exception {
        Path broken = new PluginJar(directory, "broken.jar")
                .provider(
                        StepType.class,
                        "vendor.Throws",
                        step("Throws", "x:throws", "public Throws() { throw new IllegalStateException(\"no key\"); }"))
                .provider(StepType.class, "vendor.Loud", step("Loud", "LOUD", ""))
                .provider(
                        StepType.class,
                        "vendor.Backward",
                        step("Backward", "x:backward", "public int oldestVersion() { return 3; }"))
                .service(StepType.class, "vendor.NotThere")
                .provider(StepType.class, "vendor.Fine", step("Fine", "x:fine", ""))
                .build();
        Path garbled = new PluginJar(directory, "garbled.jar")
                .service(StepType.class, "this is no class name")
                .build();
        Path loud = jar("loud.jar", "Upper", "upper", "\"SSH\"");
        try (URLClassLoader loader = PluginJar.loader(broken, garbled, loud)) {
            Plugins plugins = Plugins.discover(loader);
            assertThat(plugins.stepType("x:fine")).isPresent();
            assertThat(plugins.stepType("x:throws")).isEmpty();
            assertThat(plugins.transferMethod("SSH")).isEmpty();
            List<String> rejections = plugins.describe().stream()
                    .filter(info -> info.origin().contains(directory.toString())
                            || info.implementation().isEmpty())
                    .map(info -> info.implementation() + "|" + info.rejection())
                    .toList();
            assertThat(rejections)
                    .anySatisfy(line ->
                            assertThat(line).startsWith("vendor.Throws|").contains("no key"))
                    .anySatisfy(
                            line -> assertThat(line).startsWith("vendor.Loud|").contains("\"LOUD\""))
                    .anySatisfy(line ->
                            assertThat(line).startsWith("vendor.Backward|").contains("oldest version 3"))
                    .anySatisfy(
                            line -> assertThat(line).startsWith("vendor.Upper|").contains("\"SSH\""))
                    .anySatisfy(line -> assertThat(line).contains("vendor.NotThere", "not found"))
                    .anySatisfy(line -> assertThat(line).contains("garbled.jar"))
                    .contains("vendor.Fine|");
        }
    }

    @Test
    void takesProvidersByHandAndReplacesDiscoveredOnes() throws Exception {
        Path jar = jar("old.jar", "Old", "web", "\"web\"");
        try (URLClassLoader loader = PluginJar.loader(jar)) {
            TransferMethod mine = plainTransfer("web");
            Plugins added = Plugins.builder()
                    .discover(loader)
                    .add(TransferMethod.class, mine)
                    .build();
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> added.transferMethod("web"))
                    .satisfies(failure -> assertThat(failure)
                            .hasMessageContainingAll(
                                    "given by hand", mine.getClass().getName(), "vendor.Old"));

            Plugins replaced = Plugins.builder()
                    .discover(loader)
                    .replace(TransferMethod.class, mine)
                    .build();
            assertThat(replaced.transferMethod("web")).containsSame(mine);
            assertThat(replaced.describe())
                    .anySatisfy(info -> assertThat(info.rejection())
                            .isEqualTo("replaced by " + mine.getClass().getName()));
        }
    }

    @Test
    void withoutDiscoveryOnlyOursAndThoseGivenByHandAreThere() {
        SecretResolver vault = new Vault();
        Plugins plugins = Plugins.builder().add(SecretResolver.class, vault).build();
        assertThat(plugins.secretResolver("vault")).containsSame(vault);
        assertThat(plugins.secretSchemes()).contains("vault");
        assertThat(plugins.describe()).allSatisfy(info -> {
            if (!info.origin().equals("given by hand")) {
                assertThat(info.implementation()).startsWith("io.godwit.core.");
            }
        });
        assertThat(plugins.hostConnector("nowhere")).isEmpty();
        assertThat(plugins.databaseMigrator("nowhere")).isEmpty();
        assertThat(plugins.platformAdapter("none")).isEmpty();
        assertThat(plugins.platformAdapters()).isEmpty();
        assertThat(plugins.checkType("x:none")).isEmpty();
        assertThat(plugins.transformType("x:none")).isEmpty();
        assertThat(plugins.workType("x:none")).isEmpty();
    }

    @Test
    void knowsWhatIsAContract() {
        PluginsBuilder builder = Plugins.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.exclude(String.class, "x"));
        for (Class<?> contract :
                List.of(HostConnector.class, DatabaseMigrator.class, PlatformAdapter.class, WorkType.class)) {
            assertThat(Contract.of(contract).name()).isEqualTo(contract.getSimpleName());
        }
    }

    private static TransferMethod plainTransfer(String id) {
        return new TransferMethod() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public java.util.Set<String> schemes() {
                return java.util.Set.of(id);
            }

            @Override
            public io.godwit.spi.FileTree open(
                    io.godwit.spi.Location location, io.godwit.spi.Access access, io.godwit.spi.WorkContext context) {
                throw new UnsupportedOperationException();
            }
        };
    }

    private static final class Vault implements SecretResolver {
        @Override
        public String scheme() {
            return "vault";
        }

        @Override
        public Secret resolve(String name) {
            return Secret.of(name.toCharArray());
        }
    }
}
