package io.godwit.core.internal.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.AccountSpec;
import io.godwit.core.ByteRate;
import io.godwit.core.ByteSize;
import io.godwit.core.CloudSpec;
import io.godwit.core.ControlPanelSpec;
import io.godwit.core.DatabaseSpec;
import io.godwit.core.Grant;
import io.godwit.core.MigrationSpec;
import io.godwit.core.OptionsSpec;
import io.godwit.core.SiteSpecBuilder;
import io.godwit.core.SpecLoader;
import io.godwit.core.TestingSpec;
import io.godwit.core.TransferSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** The canonical form is read back to the same specification, whatever stands in it. */
class CanonicalFormTest {
    private static final int ROUNDS = 3_000;

    @Test
    void itIsReadBackToTheSame() {
        long seed = Long.getLong("godwit.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        int made = 0;
        for (int i = 0; i < ROUNDS; i++) {
            MigrationSpec spec;
            try {
                spec = any(random);
            } catch (MigrationException e) {
                assertThat(e.code()).isEqualTo("spec.invalid");
                continue;
            }
            made++;
            MigrationSpec again = SpecLoader.fromJson(spec.toJson());
            assertThat(again.toJson()).as("seed %d", seed).isEqualTo(spec.toJson());
            assertThat(again).isEqualTo(spec).hasSameHashCodeAs(spec);
            assertThat(again.hash()).isEqualTo(spec.hash());
            assertThat(again.source().files()).isEqualTo(spec.source().files());
            assertThat(again.source().databases()).isEqualTo(spec.source().databases());
            assertThat(again.source().settings()).isEqualTo(spec.source().settings());
            assertThat(again.destination().databases())
                    .isEqualTo(spec.destination().databases());
            assertThat(again.findings()).isEqualTo(spec.findings());
            assertThat(spec.toJson()).doesNotContain("Pl4nted");
        }
        assertThat(made).as("seed %d", seed).isGreaterThan(ROUNDS / 4);
    }

    private static MigrationSpec any(RandomGenerator random) {
        MigrationSpec.Builder spec = MigrationSpec.builder("any");
        sometimes(random, () -> spec.tenant(text(random)));
        spec.source(site -> site(site, random, "ssh://old.example.com/" + random.nextInt(9)));
        spec.destination(site -> site(site, random, "ssh://new.example.com/" + random.nextInt(9)));
        spec.source(site -> sometimes(random, () -> site.grant(Grant.FILES, Grant.DATABASES)));
        spec.transfer(transfer -> {
            transfer.files(one(random, TransferSpec.FileMethod.values()));
            transfer.database(one(random, TransferSpec.DatabaseMethod.values()));
            transfer.performanceMode(one(random, TransferSpec.PerformanceMode.values()));
            transfer.parallelism(random.nextInt(0, TransferSpec.MAX_PARALLELISM + 1));
            sometimes(random, () -> transfer.bandwidthLimit(new ByteRate(random.nextLong(1, 1L << 50))));
            sometimes(random, () -> transfer.memoryLimit(new ByteSize(random.nextLong(1 << 20, 1L << 50))));
            transfer.deleteExtraneous(random.nextBoolean()).preserveOwners(random.nextBoolean());
            sometimes(random, () -> transfer.include(text(random)).exclude(text(random), text(random)));
        });
        spec.options(options -> {
            options.backupBefore(random.nextBoolean()).verifyAfter(random.nextBoolean());
            options.verifyDepth(one(random, OptionsSpec.VerifyDepth.values()));
            options.maintenanceMode(random.nextBoolean());
            options.maintenanceExpiry(Duration.ofMillis(random.nextLong(60_000, 1L << 32)));
            options.onFailure(one(random, OptionsSpec.OnFailure.values()));
            options.preserveEmailAccounts(random.nextBoolean()).migrateDnsRecords(random.nextBoolean());
        });
        sometimes(
                random,
                () -> spec.operation("asterisk:to-realtime")
                        .parameter("list", "a,b")
                        .parameter("x", text(random)));
        sometimes(
                random,
                () -> spec.testing(
                        new TestingSpec(random.nextBoolean(), List.of("file_copy"), new ByteSize(7), 2, "json")));
        return spec.build();
    }

    private static void site(SiteSpecBuilder site, RandomGenerator random, String url) {
        sometimes(random, () -> site.platform(one(random, "wordpress", "cpanel", "aws-s3", "static")));
        if (random.nextInt(4) > 0) {
            site.at(Location.of(url));
        } else {
            site.host(random.nextBoolean() ? "host.example.com" : "2001:db8::1");
            sometimes(random, () -> site.port(random.nextInt(1, 65536)));
            sometimes(random, () -> site.path("root", "/srv/www/ä b"));
        }
        sometimes(random, () -> site.path("config", text(random)));
        sometimes(random, () -> site.username("me " + text(random)));
        sometimes(random, () -> site.privateKey("file:/k").passphrase("env:P"));
        sometimes(random, () -> site.password(Secret.of("Pl4nted".toCharArray())));
        sometimes(random, () -> site.credentials("vault:any:thing").secret("token", new SecretRef("env", "T")));
        sometimes(
                random,
                () -> site.knownHosts("/etc/known")
                        .hostKey("SHA256:" + "a".repeat(43))
                        .agent(random.nextBoolean()));
        sometimes(random, () -> site.become("www-data"));
        sometimes(random, () -> site.via(place(random, 3)));
        sometimes(random, () -> site.setting("x.y", text(random)));
        sometimes(random, () -> site.account(new AccountSpec("example.com", "me", List.of("a", "b"))));
        sometimes(
                random,
                () -> site.controlPanel(ControlPanelSpec.builder("cpanel")
                        .username("me")
                        .apiToken(new SecretRef("env", "T"))
                        .password(new SecretRef("file", "/p"))
                        .port(2083)
                        .fingerprint("SHA256:" + "A".repeat(43))
                        .build()));
        sometimes(
                random,
                () -> site.cloud(CloudSpec.builder()
                        .provider("aws")
                        .region("eu-central-1")
                        .bucket("bucket")
                        .endpoint("https://s3.example.com")
                        .profile("p")
                        .credentials(new SecretRef("keystore", "s3"))
                        .build()));
        for (int i = random.nextInt(3); i > 0; i--) {
            site.database(database -> database(database, random));
        }
    }

    private static void database(DatabaseSpec.Builder database, RandomGenerator random) {
        if (random.nextBoolean()) {
            database.at("mysql://" + random.nextInt(1 << 30) + ".example.com/x");
        } else {
            sometimes(random, () -> database.type(one(random, "aurora-mysql", "postgresql", "sqlite", "mongodb")));
            sometimes(random, () -> database.host("db" + random.nextInt() + ".example.com"));
            sometimes(random, () -> database.port(random.nextInt(1, 65536)));
            sometimes(random, () -> database.name(text(random)));
        }
        sometimes(random, () -> database.user(text(random)));
        sometimes(random, () -> database.password("env:P"));
        sometimes(random, () -> database.password(Secret.of("Pl4nted".toCharArray())));
        sometimes(
                random,
                () -> database.setting("tls.mode", "require")
                        .setting("tls.ca", "/ca")
                        .setting("tls.certificate", "/c")
                        .secret(DatabaseSpec.TLS_KEY, new SecretRef("file", "/k")));
        sometimes(
                random,
                () -> database.secret("token", new SecretRef("env", "T")).setting("x", text(random)));
        sometimes(random, () -> database.include("a*", text(random)).exclude("b"));
        database.via(one(random, ViaSpec.AUTO, ViaSpec.DIRECT, ViaSpec.SITE, new ViaSpec.Place(place(random, 2))));
    }

    private static Location place(RandomGenerator random, int depth) {
        Location place = Location.of("ssh://u@jump.example.com:2222");
        Consumer<Location> ignored = location -> {};
        ignored.accept(place);
        if (random.nextBoolean()) {
            place = place.withSecret("private_key", new SecretRef("file", "/k")).withSetting("known_hosts", "/h");
        }
        if (random.nextBoolean()) {
            place = place.become("root").withSetting("agent", "true").withSetting("other", "é");
        }
        return depth > 0 && random.nextBoolean() ? place.via(place(random, depth - 1)) : place;
    }

    private static void sometimes(RandomGenerator random, Runnable act) {
        if (random.nextInt(3) == 0) {
            act.run();
        }
    }

    @SafeVarargs
    private static <T> T one(RandomGenerator random, T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static String text(RandomGenerator random) {
        return one(
                random, "x", "a b", "ü😀", "quote\"", "back\\slash", "5", "true", "null", "a:b", "{x}", "'", "*.log");
    }

    @Test
    void itIsTheSameInEveryVersion() {
        MigrationSpec spec = MigrationSpec.builder("golden")
                .source(s -> s.at("ssh://a.example.com/x").database("mysql://db.example.com/x"))
                .destination(d -> d.at("file:///x").database("postgres://db.example.com/y"))
                .build();
        assertThat(spec.toJson())
                .isEqualTo(
                        "{\"version\":1,\"name\":\"golden\",\"source\":{\"url\":\"ssh://a.example.com/x\",\"databases\":"
                                + "[{\"url\":\"mysql://db.example.com/x\"}]},\"destination\":{\"url\":\"file:///x\",\"databases\":"
                                + "[{\"url\":\"postgres://db.example.com/y\"}]},\"transfer\":{\"files\":\"auto\",\"database\":\"auto\","
                                + "\"performance_mode\":\"standard\",\"delete_extraneous\":false,\"preserve_owners\":false},\"options\":"
                                + "{\"backup_before\":true,\"verify_after\":true,\"verify_depth\":\"content\",\"maintenance_mode\":false,"
                                + "\"maintenance_expiry\":\"2h\",\"on_failure\":\"stop\",\"preserve_email_accounts\":false,"
                                + "\"migrate_dns_records\":false}}");
        assertThat(spec.hash()).matches("[0-9a-f]{64}");
    }

    @Test
    void aSecretInPlainTextIsAskedForAfterwards() {
        MigrationSpec spec = MigrationSpec.builder("s")
                .source(s -> s.at("ssh://a.example.com/x").password(Secret.of("Pl4nted".toCharArray())))
                .destination(d -> d.at("file:///x"))
                .build();
        SecretRef reference =
                spec.source().files().orElseThrow().secret(Location.PASSWORD).orElseThrow();
        try (Secret secret = spec.inlineSecrets().resolve(reference.name())) {
            assertThat(secret.reveal()).isEqualTo("Pl4nted");
        }
        MigrationSpec again = SpecLoader.fromJson(spec.toJson());
        assertThat(again.source().files().orElseThrow().secret(Location.PASSWORD))
                .contains(reference);
        assertThatThrownBy(() -> again.inlineSecrets().resolve(reference.name()))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("secret.not-found");
                    assertThat(e.subject()).isEqualTo("inline:source.authentication.password");
                    assertThat(e.remediation()).startsWith("Give the specification again");
                });
    }

    @Test
    void whatIsNotTheCanonicalFormIsRefused() {
        assertThatThrownBy(() -> SpecLoader.fromJson("{\"name\": \"x\", \"secret\": 1}"))
                .isInstanceOfSatisfying(MigrationException.class, e -> {
                    assertThat(e.code()).isEqualTo("spec.invalid");
                    assertThat(e).hasMessageContaining("unknown key \"secret\"");
                });
        assertThatThrownBy(() -> SpecLoader.fromJson(
                        "{\"source\": {\"url\": \"ssh://h/a\", \"authentication\": {\"password\": \"hunter2\"}}}"))
                .hasMessageContaining("expected a secret")
                .hasMessageNotContaining("hunter2");
    }
}
