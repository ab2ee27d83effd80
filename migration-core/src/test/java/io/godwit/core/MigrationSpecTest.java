package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.Severity;
import io.godwit.spi.Site;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Specifications made in code. */
class MigrationSpecTest {
    private static MigrationSpec between(Consumer<SiteSpecBuilder> source, Consumer<SiteSpecBuilder> destination) {
        return MigrationSpec.builder("test")
                .source(source)
                .destination(destination)
                .build();
    }

    private static Site source(Consumer<SiteSpecBuilder> source) {
        return between(source, d -> d.platform("any").at("file:///x")).source();
    }

    @Test
    void theExampleOfTheDesignIsMade() {
        MigrationSpec spec = MigrationSpec.builder("shop-move")
                .source(s -> s.platform("wordpress")
                        .at("ssh://deploy@old.example.com/var/www/shop")
                        .credentials("keystore:old-host")
                        .database("mysql://shop@localhost/shop"))
                .destination(d -> d.at("ssh://deploy@new.example.com/var/www/shop")
                        .database("mysql://shop@db.new.example.com/shop"))
                .options(o -> o.maintenanceMode(true).backupBefore(true).verifyAfter(true))
                .build();
        assertThat(spec.sourceSpec().platform()).contains("wordpress");
        Location old = Location.of("ssh://deploy@old.example.com/var/www/shop")
                .withSecret(Location.CREDENTIALS, new SecretRef("keystore", "old-host"));
        assertThat(spec.source().files()).contains(old);
        assertThat(spec.source().databases())
                .containsExactly(Location.of("mysql://shop@localhost/shop")
                        .via(Location.of("ssh://deploy@old.example.com")
                                .withSecret(Location.CREDENTIALS, new SecretRef("keystore", "old-host"))));
        assertThat(spec.destination().databases()).containsExactly(Location.of("mysql://shop@db.new.example.com/shop"));
        assertThat(spec.options().maintenanceMode()).isTrue();
        assertThat(spec.findings())
                .extracting(Finding::severity, Finding::code, Finding::subject)
                .containsExactly(tuple(Severity.INFO, "spec.via-site", "source.database"));
        assertThat(spec)
                .hasToString("MigrationSpec[shop-move, SiteSpec[wordpress "
                        + "ssh://deploy@old.example.com/var/www/shop, 1 databases] -> "
                        + "SiteSpec[ ssh://deploy@new.example.com/var/www/shop, 1 databases]]");
    }

    @Test
    void aDatabaseIsReachedAsItIsSaid() {
        Location jump = Location.of("ssh://jump.example.com");
        Site site = source(s -> s.at("ssh://me@old.example.com:2222/a")
                .become("www-data")
                .database("mysql://127.0.0.1/a")
                .database("mysql://127.0.0.1/b", d -> d.via(ViaSpec.DIRECT))
                .database("mysql://db.example.com/c")
                .database("mysql://db.example.com/d", d -> d.via(ViaSpec.SITE))
                .database("mysql://db.example.com/e", d -> d.via(new ViaSpec.Place(jump)))
                .database("mysql://[::1]:3306/f"));
        Location machine = Location.of("ssh://me@old.example.com:2222");
        assertThat(site.databases().stream().map(Location::via))
                .containsExactly(
                        Optional.of(machine),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(machine),
                        Optional.of(jump),
                        Optional.of(machine));
        assertThat(site.files().orElseThrow().becomeUser()).contains("www-data");
    }

    @Test
    void aLocalSiteReachesItsDatabasesFromHere() {
        Site site = source(s -> s.at("file:///srv/www").database("postgres://127.0.0.1/a"));
        assertThat(site.databases()).containsExactly(Location.of("postgres://127.0.0.1/a"));
        Site sftp = source(s -> s.at("sftp://me@h/srv").database("postgres://localhost/a"));
        assertThat(sftp.databases().get(0).via()).contains(Location.of("ssh://me@h"));
        Site store = source(s -> s.at("s3://bucket/x").database("postgres://localhost/a"));
        assertThat(store.databases().get(0).via()).isEmpty();
    }

    @Test
    void aHostAndAPathMakeAUrl() {
        Site site = source(s -> s.host("old.example.com")
                .port(2222)
                .path("root", "/var/www/my shop")
                .path("config", "/etc/shop")
                .username("me@work")
                .database(d -> d.type("aurora-postgresql")
                        .host("2001:db8::1")
                        .port(5432)
                        .name("shop")
                        .user("a/b")));
        assertThat(site.files()).contains(Location.of("ssh://me%40work@old.example.com:2222/var/www/my%20shop"));
        assertThat(site.databases()).containsExactly(Location.of("postgres://a%2Fb@[2001:db8::1]:5432/shop"));
        assertThat(site.settings())
                .containsEntry("host", "old.example.com")
                .containsEntry("port", "2222")
                .containsEntry("paths.config", "/etc/shop")
                .containsEntry("authentication.username", "me@work");
        assertThat(source(s -> s.path("root", "/srv/www")).files()).contains(Location.of("file:///srv/www"));
        assertThat(source(s -> s.database(d -> d.type("sqlite").name("/srv/shop.db")))
                        .databases())
                .containsExactly(Location.of("sqlite:///srv/shop.db"));
    }

    @Test
    void aUserIsPutIntoAUrlThatHasNone() {
        assertThat(source(s -> s.at("ssh://old.example.com/a?x=y").username("me"))
                        .files())
                .contains(Location.of("ssh://me@old.example.com/a?x=y"));
        assertThat(source(s -> s.database("mongodb://a.example.com,b.example.com/x", d -> d.user("me")))
                        .databases())
                .containsExactly(Location.of("mongodb://me@a.example.com,b.example.com/x"));
    }

    @Test
    void everythingThatItTakesToGetInStandsAtTheLocation() {
        Location jump = Location.of("ssh://jump.example.com");
        Site site = source(s -> s.at(Location.of("ssh://h/a")
                        .withSecret("token", new SecretRef("vault", "t"))
                        .withSetting("known_hosts", "/k")
                        .withSetting("other", "o")
                        .become("root")
                        .via(jump))
                .privateKey("file:/key")
                .passphrase("env:P")
                .hostKey("SHA256:" + "a".repeat(43))
                .agent(true)
                .setting("more", "m"));
        assertThat(site.files())
                .contains(Location.of("ssh://h/a")
                        .withSecret("passphrase", new SecretRef("env", "P"))
                        .withSecret("private_key", new SecretRef("file", "/key"))
                        .withSecret("token", new SecretRef("vault", "t"))
                        .withSetting("agent", "true")
                        .withSetting("host_key", "SHA256:" + "a".repeat(43))
                        .withSetting("known_hosts", "/k")
                        .via(jump)
                        .withSetting("more", "m")
                        .withSetting("other", "o")
                        .become("root"));
    }

    @Test
    void anObjectStoreIsALocationOfItsBucket() {
        Site amazon = source(s -> s.platform("aws-s3")
                .host("s3.amazonaws.com")
                .path("root", "backup/shop")
                .cloud(CloudSpec.builder()
                        .bucket("b")
                        .region("eu-central-1")
                        .profile("work")
                        .storageClass("STANDARD_IA")
                        .encryption("aws:kms")
                        .credentials(new SecretRef("keystore", "aws"))
                        .build()));
        assertThat(amazon.files())
                .contains(Location.of("s3://b/backup/shop")
                        .withSecret(Location.CREDENTIALS, new SecretRef("keystore", "aws"))
                        .withSetting("region", "eu-central-1")
                        .withSetting("profile", "work")
                        .withSetting("storage_class", "STANDARD_IA")
                        .withSetting("encryption", "aws:kms"));
        Site own = source(s -> s.platform("s3")
                .host("minio.example.com")
                .port(9000)
                .cloud(CloudSpec.builder().bucket("b").build()));
        assertThat(own.files())
                .contains(Location.of("s3://b").withSetting("endpoint", "https://minio.example.com:9000"));
        Site google = source(s -> s.cloud(CloudSpec.builder()
                .provider("gcp")
                .bucket("b")
                .endpoint("http://127.0.0.1:4443")
                .build()));
        assertThat(google.files()).contains(Location.of("gs://b").withSetting("endpoint", "http://127.0.0.1:4443"));
        SiteSpec azure = between(
                        s -> s.platform("azure-blob")
                                .cloud(CloudSpec.builder().bucket("b").build()),
                        d -> d.at("file:///x"))
                .sourceSpec();
        assertThat(azure.files()).contains(Location.of("azblob://b"));
        assertThat(azure.platform()).isEmpty();
        assertThat(azure.machine()).isEmpty();
    }

    @Test
    void aControlPanelIsDescribedInTheSettings() {
        MigrationSpec spec = MigrationSpec.builder("panel")
                .source(s -> s.platform("cpanel")
                        .host("panel.example.com")
                        .controlPanel(ControlPanelSpec.builder("cpanel")
                                .username("me")
                                .apiToken(new SecretRef("env", "TOKEN"))
                                .password(new SecretRef("env", "PASSWORD"))
                                .port(2083)
                                .fingerprint("SHA256:" + "A".repeat(43))
                                .build())
                        .account(new AccountSpec("example.com", "shop", List.of("a", "b"))))
                .destination(d -> d.at("file:///x"))
                .options(o -> o.preserveEmailAccounts(true).migrateDnsRecords(true))
                .build();
        assertThat(spec.source().settings())
                .containsEntry("type", "cpanel")
                .containsEntry("control_panel.type", "cpanel")
                .containsEntry("control_panel.username", "me")
                .containsEntry("control_panel.api_token", "env:TOKEN")
                .containsEntry("control_panel.password", "env:PASSWORD")
                .containsEntry("control_panel.port", "2083")
                .containsEntry("control_panel.fingerprint", "SHA256:" + "A".repeat(43))
                .containsEntry("accounts.0.username", "shop")
                .containsEntry("accounts.0.databases", "a,b")
                .containsEntry("options.preserve_email_accounts", "true")
                .containsEntry("options.maintenance_expiry", "PT2H");
        assertThat(spec.sourceSpec().machine()).contains(Location.of("ssh://panel.example.com"));
        assertThat(spec.findings()).isEmpty();
    }

    @Test
    void whatIsNotSaidHasDefaults() {
        MigrationSpec spec = between(s -> s.at("file:///a"), d -> d.at("file:///b"));
        assertThat(spec.tenant()).isEmpty();
        assertThat(spec.operation()).isEmpty();
        assertThat(spec.transfer().files()).isEqualTo(TransferSpec.FileMethod.AUTO);
        assertThat(spec.transfer().database()).isEqualTo(TransferSpec.DatabaseMethod.AUTO);
        assertThat(spec.transfer().parallelism()).isZero();
        assertThat(spec.transfer().bandwidthLimit()).isEmpty();
        assertThat(spec.transfer().memoryLimit()).isEmpty();
        assertThat(spec.transfer().deletesExtraneous()).isFalse();
        assertThat(spec.transfer().preservesOwners()).isFalse();
        assertThat(spec.options().backupBefore()).isTrue();
        assertThat(spec.options().verifyAfter()).isTrue();
        assertThat(spec.options().verifyDepth()).isEqualTo(OptionsSpec.VerifyDepth.CONTENT);
        assertThat(spec.options().maintenanceExpiry()).isEqualTo(Duration.ofHours(2));
        assertThat(spec.options().onFailure()).isEqualTo(OptionsSpec.OnFailure.STOP);
        assertThat(spec.sourceSpec().grants()).isEmpty();
        assertThat(spec).isNotEqualTo(null).isNotEqualTo("x").isEqualTo(spec);
    }

    @Test
    void parallelismFollowsThePerformanceMode() {
        TransferSpec standard = new TransferSpec.Builder().build();
        assertThat(standard.parallelismFor(64)).isEqualTo(4);
        TransferSpec high = new TransferSpec.Builder()
                .performanceMode(TransferSpec.PerformanceMode.HIGH)
                .build();
        assertThat(List.of(1, 2, 4, 64).stream().map(high::parallelismFor)).containsExactly(4, 4, 8, 16);
        assertThat(new TransferSpec.Builder().parallelism(7).build().parallelismFor(1))
                .isEqualTo(7);
        assertThat(new TransferSpec.Builder().bandwidthLimit("8Mbit/s").build().bandwidthLimit())
                .contains(new ByteRate(1_000_000));
    }

    @Test
    void anOperationTakesParameters() {
        MigrationSpec spec = MigrationSpec.builder("pbx")
                .source(s -> s.platform("asterisk").at("ssh://pbx.example.com/"))
                .destination(d -> d.platform("asterisk").at("ssh://pbx.example.com/"))
                .operation("asterisk:to-realtime")
                .parameter("driver", "odbc")
                .build();
        assertThat(spec.operation()).contains("asterisk:to-realtime");
        assertThat(spec.parameters()).containsExactly(java.util.Map.entry("driver", "odbc"));
    }

    @Test
    void onlyOneSideIsAFindingThatNamesIt() {
        assertThat(MigrationSpec.builder("x")
                        .source(s -> s.at("file:///a"))
                        .build()
                        .findings())
                .extracting(Finding::code)
                .containsExactly("spec.no-destination");
        assertThat(MigrationSpec.builder("x")
                        .destination(s -> s.at("file:///a"))
                        .build()
                        .findings())
                .extracting(Finding::code)
                .containsExactly("spec.no-source");
        assertThat(between(s -> s.host("h"), d -> d.host("i")).findings())
                .extracting(Finding::severity, Finding::code)
                .containsExactly(tuple(Severity.ERROR, "spec.no-root"), tuple(Severity.ERROR, "spec.no-root"));
        assertThat(between(s -> s.platform("x").database(d -> d.name("n")), d -> d.platform("x"))
                        .findings())
                .extracting(Finding::code)
                .containsExactly("spec.no-database-type", "spec.no-database-host");
    }

    @Test
    void allFaultsAreToldOfTogetherByTheirKeys() {
        assertThatThrownBy(() -> MigrationSpec.builder("a/b")
                        .tenant(" ")
                        .source(s -> s.at("ssh://h/a")
                                .port(99999)
                                .platform("Word Press")
                                .hostKey("x")
                                .passphrase("env:P")
                                .database(d -> d.type("mysql").port(-1).name("n")))
                        .destination(d -> d.at("ssh://h/b").host("a b").grant(Grant.FILES))
                        .transfer(t ->
                                t.parallelism(-1).memoryLimit(new ByteSize(5)).exclude(""))
                        .options(o -> o.maintenanceExpiry(Duration.ofSeconds(1)))
                        .parameter("x", "y")
                        .build())
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("spec.invalid");
                    assertThat(e).hasMessageStartingWith("the specification \"a/b\" has 16 faults:");
                    assertThat(Arrays.stream(e.getSuppressed()).map(each -> ((MigrationException) each).subject()))
                            .containsExactlyInAnyOrder(
                                    "name",
                                    "tenant",
                                    "source.port",
                                    "source.port",
                                    "source.type",
                                    "source.authentication.host_key",
                                    "source.authentication.passphrase",
                                    "source.database.port",
                                    "destination.host",
                                    "destination.host",
                                    "destination.grants",
                                    "transfer.parallelism",
                                    "transfer.memory_limit",
                                    "transfer.exclude[0]",
                                    "options.maintenance_expiry",
                                    "parameters");
                });
    }

    @Test
    void placesThatAreNoneAreRefusedAtOnce() {
        assertThatThrownBy(() -> between(s -> s.at("no url"), d -> {}))
                .isInstanceOfSatisfying(
                        MigrationException.class, e -> assertThat(e.code()).isEqualTo("location.bad-uri"));
        assertThatThrownBy(() -> between(s -> s.database("mysql://me:hunter2@h/x"), d -> {}))
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> between(s -> s.database("mongodb://me:hunter2@h,i/x"), d -> {}))
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> between(s -> s.database("mysql://h/x?user=me&password=hunter2"), d -> {}))
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> between(s -> s.password("hunter2"), d -> {}))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("secret.bad-reference");
                    assertThat(e).hasMessageNotContaining("hunter2");
                });
    }

    @Test
    void anIpAddressOrNameThatDiffersIsAnotherPlace() {
        assertThat(between(s -> s.at("ssh://a.example.com/x"), d -> d.at("ssh://b.example.com/x")))
                .isNotNull();
        Consumer<SiteSpecBuilder> viaOne = s -> s.at("ssh://h/x").via(Location.of("ssh://one"));
        Consumer<SiteSpecBuilder> viaTwo = s -> s.at("ssh://h/x").via(Location.of("ssh://two"));
        assertThat(between(viaOne, viaTwo)).isNotNull();
        assertThatThrownBy(() -> between(viaOne, viaOne)).hasMessageContaining("the same place");
        assertThatThrownBy(() -> between(s -> s.at("SSH://h/x"), d -> d.at("ssh://h/x/y/..")))
                .hasMessageContaining("the same place");
    }

    @Test
    void aSecretIsKeptForPartsThatTakeAReference() {
        MigrationSpec.Builder builder = MigrationSpec.builder("x");
        SecretRef reference = builder.keep("source.control_panel.api_token", Secret.of("t0ken".toCharArray()));
        MigrationSpec spec = builder.source(s -> s.platform("cpanel")
                        .host("h")
                        .controlPanel(ControlPanelSpec.builder("cpanel")
                                .apiToken(reference)
                                .build()))
                .destination(d -> d.at("file:///x"))
                .build();
        assertThat(spec.toJson()).contains("\"api_token\":\"inline:source.control_panel.api_token\"");
        try (Secret secret = spec.inlineSecrets().resolve(reference.name())) {
            assertThat(secret.reveal()).isEqualTo("t0ken");
        }
        assertThat(spec.inlineSecrets().scheme()).isEqualTo("inline");
    }
}
