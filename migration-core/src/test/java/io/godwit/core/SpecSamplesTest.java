package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Severity;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The specifications that people write, as they write them. */
class SpecSamplesTest {
    private static final Path SAMPLES = Path.of("src/test/resources/io/godwit/core/spec");

    private static MigrationSpec load(String name) {
        return SpecLoader.standard().load(SAMPLES.resolve(name));
    }

    @Test
    void aShopInYamlIsReadAsItStands() {
        MigrationSpec spec = load("shop.yaml");
        assertThat(spec.name()).isEqualTo("shop-move");
        assertThat(spec.sourceSpec().platform()).contains("wordpress");
        assertThat(spec.source().files())
                .contains(Location.of("ssh://deploy@old.example.com:22/var/www/shop")
                        .withSecret(Location.PRIVATE_KEY, new SecretRef("file", "/home/me/.ssh/id_ed25519"))
                        .withSetting("known_hosts", "/home/me/.ssh/known_hosts"));
        Location machine = Location.of("ssh://deploy@old.example.com:22")
                .withSecret(Location.PRIVATE_KEY, new SecretRef("file", "/home/me/.ssh/id_ed25519"))
                .withSetting("known_hosts", "/home/me/.ssh/known_hosts");
        assertThat(spec.source().databases())
                .containsExactly(Location.of("mysql://shop@127.0.0.1:3306/shop")
                        .withSecret(Location.PASSWORD, new SecretRef("env", "OLD_DB_PASSWORD"))
                        .withSetting("tls.mode", "verify-full")
                        .withSetting(
                                "tls.ca",
                                SAMPLES.resolve("ca.pem").toAbsolutePath().toString())
                        .via(machine));
        assertThat(spec.destination().files()).contains(Location.of("file:///srv/www/shop"));
        assertThat(spec.destination().databases())
                .containsExactly(Location.of("postgres://shop@127.0.0.1:5432/shop")
                        .withSecret(Location.PASSWORD, new SecretRef("env", "NEW_DB_PASSWORD")));
        assertThat(spec.transfer().files()).isEqualTo(TransferSpec.FileMethod.AUTO);
        assertThat(spec.transfer().parallelism()).isEqualTo(4);
        assertThat(spec.transfer().bandwidthLimit()).contains(new ByteRate(20 << 20));
        assertThat(spec.transfer().selection().exclude()).containsExactly("*.log", "cache/**");
        assertThat(spec.options().onFailure()).isEqualTo(OptionsSpec.OnFailure.ROLLBACK);
        assertThat(spec.options().verifyAfter()).isTrue();
        assertThat(spec.options().maintenanceMode()).isFalse();
        assertThat(spec.findings()).isEmpty();
    }

    @Test
    void tomlSaysTheSameAsYaml() {
        assertThat(load("shop.toml")).isEqualTo(load("shop.yaml"));
        assertThat(load("shop.toml").hash()).isEqualTo(load("shop.yaml").hash());
    }

    @Test
    void aWordPressMoveToAnObjectStoreLoadsAndNamesWhatIsMissing() {
        MigrationSpec spec = load("wordpress.yaml");
        assertThat(spec.name()).isEqualTo("wordpress");
        assertThat(spec.sourceSpec().platform()).contains("wordpress");
        assertThat(spec.destinationSpec().platform()).isEmpty();
        assertThat(spec.destinationSpec().databases().get(0).type()).isEqualTo("aurora-mysql");
        assertThat(spec.transfer().database()).isEqualTo(TransferSpec.DatabaseMethod.DUMP_RESTORE);
        assertThat(spec.findings())
                .extracting(Finding::severity, Finding::code, Finding::subject)
                .containsExactlyInAnyOrder(
                        tuple(Severity.WARNING, "spec.plain-text-password", "source.db_password"),
                        tuple(Severity.INFO, "spec.word", "transfer.files"),
                        tuple(Severity.WARNING, "spec.no-root", "source.paths.root"),
                        tuple(Severity.WARNING, "spec.no-database-name", "source.database.name"),
                        tuple(Severity.ERROR, "spec.no-bucket", "destination.cloud_config.bucket"),
                        tuple(Severity.ERROR, "spec.no-database-host", "destination.database.host"),
                        tuple(Severity.ERROR, "spec.no-database-name", "destination.database.name"));
        assertThat(spec.source().settings())
                .containsEntry("databases.0.type", "mysql")
                .containsEntry("databases.0.host", "old.example.com")
                .containsEntry("databases.0.user", "root")
                .containsEntry("databases.0.password", "inline:source.db_password");
    }

    @Test
    void aControlPanelMoveLoadsAndNamesWhatIsMissing() {
        MigrationSpec spec = load("control-panel.yaml");
        assertThat(spec.source().settings())
                .containsEntry("control_panel.type", "cpanel")
                .containsEntry("control_panel.username", "cpanel_user")
                .containsEntry("control_panel.api_token", "inline:source.control_panel.api_token")
                .containsEntry("control_panel.port", "2083")
                .containsEntry("accounts.0.domain", "example.com")
                .containsEntry("accounts.0.databases", "example_db")
                .containsEntry("options.preserve_email_accounts", "true")
                .containsEntry("options.migrate_dns_records", "true");
        assertThat(spec.source().files()).isEmpty();
        assertThat(spec.destination().files())
                .contains(Location.of("s3://migration-bucket").withSetting("region", "us-east-1"));
        assertThat(spec.transfer().performanceMode()).isEqualTo(TransferSpec.PerformanceMode.HIGH);
        assertThat(spec.findings())
                .extracting(Finding::severity, Finding::code, Finding::subject)
                .containsExactlyInAnyOrder(
                        tuple(Severity.WARNING, "spec.plain-text-password", "source.control_panel.api_token"),
                        tuple(Severity.INFO, "spec.word", "transfer.files"),
                        tuple(Severity.INFO, "spec.word", "transfer.performance_mode"),
                        tuple(Severity.ERROR, "spec.no-database-host", "destination.database.host"),
                        tuple(Severity.ERROR, "spec.no-database-name", "destination.database.name"));
    }

    @Test
    void aBenchmarkAloneLoads() {
        MigrationSpec spec = load("performance.yaml");
        TestingSpec testing = spec.testing().orElseThrow();
        assertThat(testing)
                .isEqualTo(new TestingSpec(
                        true,
                        List.of("file_copy", "checksum_calculation", "compression", "database_dump"),
                        new ByteSize(1_000_000_000),
                        10,
                        "html"));
        assertThat(spec.findings()).isEmpty();
        assertThat(spec.source().files()).isEmpty();
    }

    @Test
    void aPasswordInPlainTextStaysInMemoryAlone() {
        MigrationSpec spec = load("wordpress.yaml");
        try (Secret secret = spec.inlineSecrets().resolve("source.db_password")) {
            assertThat(secret.reveal()).isEqualTo("plain-text-password");
        }
        String shown = spec
                + spec.toJson()
                + spec.findings()
                + spec.source().settings()
                + spec.sourceSpec()
                + spec.sourceSpec().databases()
                + spec.source().databases();
        assertThat(shown).doesNotContain("plain-text-password\"").doesNotContain(": plain-text-password");
        Finding warning = spec.findings().stream()
                .filter(finding -> finding.code().equals("spec.plain-text-password"))
                .findFirst()
                .orElseThrow();
        assertThat(warning.evidence()).endsWith("wordpress.yaml:6:16");
        assertThat(warning.message()).contains("asks for the specification again");
    }
}
