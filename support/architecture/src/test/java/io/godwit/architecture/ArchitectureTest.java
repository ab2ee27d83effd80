package io.godwit.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every module to the arrows of the house, and shows that a module that breaks one is found. */
final class ArchitectureTest {

    private static JavaClasses ours;
    private static JavaClasses trespassers;

    @BeforeAll
    static void readTheClasses() {
        ours = new ClassFileImporter()
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages("io.godwit");
        trespassers = new ClassFileImporter().importPackages("io.godwit.db.trespasser");
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                Rules.ARROWS,
                Rules.SPI_STANDS_ALONE,
                Rules.NOBODY_EXITS,
                Rules.SLF4J_ONLY,
                Rules.INTERNAL_STAYS_INSIDE);
    }

    static Stream<ArchRule> brokenRules() {
        return Stream.of(Rules.ARROWS, Rules.NOBODY_EXITS, Rules.SLF4J_ONLY);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyModuleKeeps(ArchRule rule) {
        rule.check(ours);
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void aTrespasserIsFoundBy(ArchRule rule) {
        assertThatThrownBy(() -> rule.check(trespassers))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.godwit.db.trespasser.Trespasser");
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(ours)
                .extracting(type -> type.getPackageName())
                .contains(
                        "io.godwit.spi",
                        "io.godwit.core",
                        "io.godwit.toolkit",
                        "io.godwit.relational",
                        "io.godwit.tck",
                        "io.godwit.transfer.ssh",
                        "io.godwit.transfer.cloud",
                        "io.godwit.adapter.asterisk",
                        "io.godwit.transfer.vfs",
                        "io.godwit.secrets.vault",
                        "io.godwit.adapter.web.replace",
                        "io.godwit.db.postgres",
                        "io.godwit.db.jdbc",
                        "io.godwit.cli",
                        "io.godwit.example.embedding",
                        "io.godwit.example.adapter");
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(ours)
                .allSatisfy(type -> assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                        .as("package-info of %s carries @NullMarked", type.getPackageName())
                        .isTrue());
    }
}
