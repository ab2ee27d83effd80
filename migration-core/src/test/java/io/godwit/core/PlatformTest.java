package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an adapter knows becomes a plan that runs like any other. */
final class PlatformTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void openTheShop() throws IOException {
        Path cache = Files.createDirectories(directory.resolve("old/cache"));
        Files.writeString(directory.resolve("old/index.html"), "<h1>Shop</h1>");
        Files.writeString(directory.resolve("old/about.html"), "<h1>About</h1>");
        Files.writeString(cache.resolve("page.html"), "old");
    }

    private Migrator migrator() {
        return migrator(ShopPlatform.plugins());
    }

    private Migrator migrator(Plugins plugins) {
        return Migrator.builder()
                .journal(directory.resolve("state/godwit.db"))
                .plugins(plugins)
                .build();
    }

    private MigrationSpec spec(String platform, UnaryOperator<MigrationSpec.Builder> more) {
        MigrationSpec.Builder builder = MigrationSpec.builder("shop-move")
                .source(s ->
                        s.platform(platform).at(directory.resolve("old").toUri().toString()))
                .destination(d -> d.at(directory.resolve("new").toUri().toString()));
        return more.apply(builder).build();
    }

    private static List<String> codes(List<Finding> findings) {
        return findings.stream().map(Finding::code).toList();
    }

    private static Finding only(List<Finding> findings, String code) {
        List<Finding> found =
                findings.stream().filter(f -> f.code().equals(code)).toList();
        assertThat(found).as("%s among %s", code, findings).hasSize(1);
        return found.get(0);
    }

    @Test
    void movesWhatTheAdapterNamesAndMakesItsChecks() {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(spec("shop", s -> s));
            assertThat(plan.steps())
                    .extracting(PlanStep::name)
                    .containsExactly("copy-pages", "verify-pages", "check-1");
            assertThat(only(plan.findings(), "shop.found").message()).isEqualTo("It has 3");
            assertThat(plan.toText()).contains("looks with shop:answers");

            MigrationReport report = migrator.run(plan);

            assertThat(report.outcome()).isEqualTo(Outcome.VERIFIED);
            assertThat(directory.resolve("new/about.html")).hasContent("<h1>About</h1>");
            assertThat(directory.resolve("new/cache/page.html")).doesNotExist();
        }
    }

    @Test
    void whatACheckFindsIsADifference() throws IOException {
        Files.delete(directory.resolve("old/index.html"));
        try (Migrator migrator = migrator()) {
            MigrationReport report = migrator.run(migrator.plan(spec("shop", s -> s)));

            assertThat(report.outcome()).isEqualTo(Outcome.DIFFERENCES);
            assertThat(report.session().steps())
                    .filteredOn(step -> step.id().equals("check-1"))
                    .flatExtracting(StepRecord::issues)
                    .extracting(issue -> issue.finding().code())
                    .containsExactly("shop.silent");
        }
    }

    @Test
    void saysWhatWillNotFit() throws IOException {
        Files.createDirectories(directory.resolve("new"));
        Files.writeString(directory.resolve("new/index.html"), "another");
        try (Migrator migrator = migrator()) {
            assertThat(codes(migrator.validate(spec("shop", s -> s)))).contains("shop.not-empty");
        }
    }

    @Test
    void anAdapterThatIsMissingIsAFindingThatNamesThoseThatAreThere() {
        try (Migrator migrator = migrator()) {
            Finding missing = only(migrator.validate(spec("wordpress", s -> s)), "plugin.missing");
            assertThat(missing.severity()).isEqualTo(Severity.ERROR);
            assertThat(missing.subject()).isEqualTo("wordpress");
            assertThat(missing.remediation()).contains("name one of: shop");
        }
        try (Migrator migrator = migrator(Plugins.discover(getClass().getClassLoader()))) {
            assertThat(only(migrator.validate(spec("wordpress", s -> s)), "plugin.missing")
                            .remediation())
                    .contains("leave the type out");
        }
    }

    @Test
    void anAdapterThatCannotLookIsAFindingAndOneThatIsCancelledIsNot() {
        for (ErrorCategory category : List.of(ErrorCategory.CONNECTIVITY, ErrorCategory.CANCELLED)) {
            Plugins plugins = Plugins.builder()
                    .discover(getClass().getClassLoader())
                    .add(PlatformAdapter.class, new ShopPlatform.Shy(category))
                    .build();
            MigrationSpec spec = spec("shy", s -> s);
            try (Migrator migrator = migrator(plugins)) {
                if (category == ErrorCategory.CANCELLED) {
                    assertThatThrownBy(() -> migrator.plan(spec)).isInstanceOf(MigrationException.class);
                    assertThatThrownBy(() -> migrator.inspect(spec)).isInstanceOf(MigrationException.class);
                } else {
                    assertThat(only(migrator.validate(spec), "shy.closed").subject())
                            .isEqualTo("shy");
                    Inspection inspection = migrator.inspect(spec);
                    assertThat(inspection.source().inventory()).isNull();
                    assertThat(codes(inspection.source().findings())).containsExactly("shy.closed");
                    assertThat(inspection.source().files()).isNotNull();
                }
            }
        }
    }

    @Test
    void listsTheJobsOfItsAdaptersByName() {
        try (Migrator migrator = migrator()) {
            assertThat(migrator.operations()).extracting(Operation::id).containsExactly("shop:forget", "shop:publish");
        }
    }

    @Test
    void aJobGetsItsParametersCompletedWithDefaults() {
        try (Migrator migrator = migrator()) {
            MigrationPlan plan = migrator.plan(spec(
                    "shop",
                    s -> s.operation("shop:publish")
                            .parameter("text", "hello")
                            .parameter("times", "-3")
                            .parameter("loud", "true")
                            .parameter("where", "foot")
                            .parameter("tags", "a,b")));
            assertThat(plan.operation()).isEqualTo("shop:publish");

            MigrationReport report = migrator.run(plan);

            assertThat(report.outcome()).isEqualTo(Outcome.NOT_VERIFIED);
            assertThat(directory.resolve("new/notice"))
                    .hasContent("{key=env:KEY, loud=true, tags=a,b, text=hello, times=-3, where=foot}");
            assertThat(directory.resolve("new/about.html")).doesNotExist();
        }
    }

    @Test
    void tellsAllThatIsWrongWithParametersAndNoSecret() {
        try (Migrator migrator = migrator()) {
            Finding bad = only(
                    migrator.validate(spec(
                            "shop",
                            s -> s.operation("shop:publish")
                                    .parameter("colour", "red")
                                    .parameter("times", "many")
                                    .parameter("loud", "yes")
                                    .parameter("where", "left")
                                    .parameter("key", "hunter2"))),
                    "operation.bad-parameter");
            assertThat(bad.subject()).isEqualTo("shop:publish");
            assertThat(bad.message())
                    .contains("there is no \"colour\"")
                    .contains("\"text\" is missing: what it says")
                    .contains("\"times\" is not a whole number: \"many\"")
                    .contains("\"loud\" is neither true nor false: \"yes\"")
                    .contains("\"where\" is none of top, foot: \"left\"")
                    .contains("\"key\" is not a reference to a secret")
                    .doesNotContain("hunter2");
        }
    }

    @Test
    void aJobThatIsNotThereIsAFindingThatNamesThoseThatAre() {
        try (Migrator migrator = migrator()) {
            Finding unknown = only(migrator.validate(spec("shop", s -> s.operation("shop:sell"))), "operation.unknown");
            assertThat(unknown.remediation()).contains("shop:publish, shop:forget");
            assertThat(only(migrator.validate(spec("shop", s -> s.operation("shop:forget"))), "operation.unknown")
                            .subject())
                    .isEqualTo("shop:forget");
        }
    }
}
