package io.godwit.core.internal.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.godwit.core.CloudSpec;
import io.godwit.core.ControlPanelSpec;
import io.godwit.core.MigrationSpec;
import io.godwit.core.ViaSpec;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where secrets are looked up. */
class SecretResolversTest {
    @TempDir
    Path directory;

    private static String reveal(SecretResolver resolver, String name) {
        try (Secret secret = resolver.resolve(name)) {
            return secret.reveal();
        }
    }

    private static void refuses(String code, String subject, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.category()).isEqualTo(ErrorCategory.CONFIGURATION);
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.subject()).isEqualTo(subject);
            assertThat(e.remediation()).isNotEmpty();
        });
    }

    @Test
    void theEnvironmentIsLookedUp() {
        EnvironmentSecrets secrets = new EnvironmentSecrets(Map.of("A", "grün 😀", "EMPTY", "")::get);
        assertThat(secrets.scheme()).isEqualTo("env");
        assertThat(reveal(secrets, "A")).isEqualTo("grün 😀");
        refuses("secret.not-found", "env:B", () -> secrets.resolve("B"));
        refuses("secret.not-found", "env:EMPTY", () -> secrets.resolve("EMPTY"));
        String name = System.getenv().keySet().stream()
                .filter(key -> !System.getenv(key).isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(reveal(new EnvironmentSecrets(), name)).isEqualTo(System.getenv(name));
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return file;
    }

    @Test
    void aFileIsReadWithoutItsLastLineEnd() throws IOException {
        FileSecrets secrets = new FileSecrets();
        assertThat(secrets.scheme()).isEqualTo("file");
        assertThat(reveal(secrets, file("a", "secret", "rw-------").toString())).isEqualTo("secret");
        assertThat(reveal(secrets, file("b", "secret\n", "rw-------").toString()))
                .isEqualTo("secret");
        assertThat(reveal(secrets, file("c", "secret\r\n", "rw-------").toString()))
                .isEqualTo("secret");
        assertThat(reveal(secrets, file("d", "two\nlines \n\n", "rw-------").toString()))
                .isEqualTo("two\nlines \n");
        assertThat(reveal(secrets, file("e", "ends in\r", "rw-------").toString()))
                .isEqualTo("ends in\r");
        byte[] bytes = {0, (byte) 0xff, 10};
        Files.write(directory.resolve("f"), bytes);
        try (Secret secret = secrets.resolve(directory.resolve("f").toString())) {
            assertThat(secret.bytes()).containsExactly(0, 0xff);
        }
    }

    @Test
    void aFileThatGivesNoSecretIsRefused() throws IOException {
        FileSecrets secrets = new FileSecrets();
        String missing = directory.resolve("missing").toString();
        refuses("secret.not-found", "file:" + missing, () -> secrets.resolve(missing));
        String empty = file("empty", "\n", "rw-------").toString();
        refuses("secret.not-found", "file:" + empty, () -> secrets.resolve(empty));
        refuses("secret.unreadable", "file:" + directory, () -> secrets.resolve(directory.toString()));
        String large = directory.resolve("large").toString();
        Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);
        refuses("secret.unreadable", "file:" + large, () -> secrets.resolve(large));
        refuses("secret.unreadable", "file:a\0b", () -> secrets.resolve("a\0b"));
        refuses("secret.not-found", "file:~/no such file", () -> secrets.resolve("~/no such file"));
    }

    @Test
    void aFileThatOthersMayReadIsWarnedOf() throws IOException {
        assertThat(FileSecrets.warning(file("a", "x", "rw-------").toString())).isEmpty();
        assertThat(FileSecrets.warning(file("b", "x", "r--------").toString())).isEmpty();
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"}) {
            Path open = file("c", "x", mode);
            Finding warning = FileSecrets.warning(open.toString()).orElseThrow();
            assertThat(warning.severity()).isEqualTo(Severity.WARNING);
            assertThat(warning.code()).isEqualTo("secret.file-open");
            assertThat(warning.remediation()).isEqualTo("Run: chmod 600 '" + open + "'");
        }
        assertThat(FileSecrets.warning(directory.resolve("missing").toString())).isEmpty();
    }

    @Test
    void whatWasGivenInPlainTextIsKeptInMemory() {
        InlineSecrets secrets = new InlineSecrets();
        assertThat(secrets.isEmpty()).isTrue();
        try (Secret given = Secret.of("s".toCharArray())) {
            assertThat(secrets.keep("source.db_password", given))
                    .isEqualTo(new SecretRef("inline", "source.db_password"));
        }
        assertThat(secrets.isEmpty()).isFalse();
        assertThat(reveal(secrets, "source.db_password")).isEqualTo("s");
        assertThat(reveal(secrets, "source.db_password")).as("again").isEqualTo("s");
        refuses("secret.not-found", "inline:other", () -> secrets.resolve("other"));
    }

    @Test
    void allSecretsOfASpecificationAreLookedForBefore() throws IOException {
        Path open = file("open", "x", "rw-r--r--");
        MigrationSpec spec = MigrationSpec.builder("x")
                .source(s -> s.platform("any")
                        .at("ssh://h/a")
                        .privateKey("file:" + open)
                        .via(Location.of("ssh://j")
                                .withSecret("password", new SecretRef("env", "JUMP"))
                                .via(Location.of("ssh://k").withSecret("password", new SecretRef("env", "FAR"))))
                        .database("mysql://h/x", d -> d.password("env:DB"))
                        .controlPanel(ControlPanelSpec.builder("any")
                                .apiToken(new SecretRef("env", "TOKEN"))
                                .password(new SecretRef("env", "PANEL"))
                                .build()))
                .destination(d -> d.at("s3://b")
                        .cloud(CloudSpec.builder()
                                .credentials(new SecretRef("vault", "s3"))
                                .build())
                        .database("mysql://i/x")
                        .database(
                                "mysql://i/y",
                                db -> db.password("env:DB")
                                        .via(new ViaSpec.Place(Location.of("ssh://l")
                                                .withSecret("private_key", new SecretRef("env", "DB"))))))
                .build();
        assertThat(SecretPreflight.references(spec).keySet())
                .containsExactly(
                        "source.authentication.private_key",
                        "source.via.password",
                        "source.via.via.password",
                        "source.database.password",
                        "source.control_panel.api_token",
                        "source.control_panel.password",
                        "destination.databases[1].password",
                        "destination.databases[1].via.private_key",
                        "destination.cloud_config.credentials");
        EnvironmentSecrets environment =
                new EnvironmentSecrets(Map.of("DB", "d", "TOKEN", "t", "PANEL", "p", "FAR", "f")::get);
        Function<SecretRef, Secret> lookup = reference -> switch (reference.scheme()) {
            case "env" -> environment.resolve(reference.name());
            case "file" -> new FileSecrets().resolve(reference.name());
            default -> throw SecretFailures.notFound(reference.toString(), "there is no vault", "Add one.");
        };
        assertThat(SecretPreflight.check(spec, lookup))
                .extracting(Finding::severity, Finding::code, Finding::subject, Finding::evidence)
                .containsExactly(
                        tuple(Severity.WARNING, "secret.file-open", open.toString(), ""),
                        tuple(Severity.ERROR, "secret.not-found", "source.via.password", "env:JUMP"),
                        tuple(Severity.ERROR, "secret.not-found", "destination.cloud_config.credentials", "vault:s3"));
    }
}
