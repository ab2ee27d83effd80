package io.godwit.core.internal.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.core.Keystore;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in the encrypted file of a state directory. */
@Tag("guarantee-secrets")
@Timeout(120)
class KeystoreTest {
    private static final Map<String, String> PASSWORD = Map.of(KeystoreKey.VARIABLE, "Schlüssel 😀");

    @TempDir
    Path parent;

    private Path state() {
        return parent.resolve("state");
    }

    private SealedSecrets withKeyFile() {
        return new SealedSecrets(state(), name -> null);
    }

    private static void set(SealedSecrets secrets, String alias, String value) {
        try (Secret secret = Secret.of(value.toCharArray())) {
            secrets.set(alias, secret);
        }
    }

    private static String get(SealedSecrets secrets, String alias) {
        try (Secret secret = secrets.get(alias)) {
            return secret.reveal();
        }
    }

    private static void refuses(String code, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.remediation()).isNotEmpty();
        });
    }

    @Test
    void secretsAreStoredListedAndRemoved() {
        Keystore keystore = Keystore.in(state());
        assertThat(keystore.scheme()).isEqualTo("keystore");
        assertThat(keystore.aliases()).isEmpty();
        assertThat(keystore.remove("old-host")).isFalse();
        try (Secret one = Secret.of("öne".toCharArray());
                Secret two = Secret.of(new byte[] {0, (byte) 0xff})) {
            keystore.set("old-host", one);
            keystore.set("a.b_c-1", two);
        }
        assertThat(Keystore.in(state()).aliases()).containsExactly("a.b_c-1", "old-host");
        try (Secret one = Keystore.in(state()).resolve("old-host");
                Secret two = keystore.resolve("a.b_c-1")) {
            assertThat(one.reveal()).isEqualTo("öne");
            assertThat(two.bytes()).containsExactly(0, 0xff);
        }
        assertThat(keystore.remove("old-host")).isTrue();
        assertThat(keystore.aliases()).containsExactly("a.b_c-1");
        refuses("secret.not-found", () -> keystore.resolve("old-host"));
    }

    @Test
    void aSecretTakesThePlaceOfAnother() {
        SealedSecrets secrets = withKeyFile();
        set(secrets, "a", "first");
        set(secrets, "a", "second");
        assertThat(get(secrets, "a")).isEqualTo("second");
        assertThat(secrets.aliases()).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "-a", "a b", "a/b", "ä"})
    void anAliasThatIsNoneIsRefused(String alias) {
        refuses("secret.bad-alias", () -> set(withKeyFile(), alias, "x"));
        assertThat(state()).doesNotExist();
    }

    @Test
    void neitherSecretsNorAliasesShowOnDisk() throws IOException {
        set(withKeyFile(), "very-special-alias", "very special secret");
        try (Stream<Path> files = Files.list(state())) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContain("very-special-alias")
                        .doesNotContain("very special secret")
                        .doesNotContain("dmVyeSBzcGVjaWFsIHNlY3JldA");
            }
        }
    }

    @Test
    void onlyTheOwnerMayReadTheFiles() throws IOException {
        set(withKeyFile(), "a", "x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state())))
                .isEqualTo("rwx------");
        for (String name : List.of("keystore.json", "keystore.key")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state().resolve(name))))
                    .isEqualTo("rw-------");
        }
        try (Stream<Path> files = Files.list(state())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("keystore.json", "keystore.key", "keystore.lock");
        }
    }

    @Test
    void aPasswordTakesThePlaceOfTheKeyFile() {
        set(new SealedSecrets(state(), PASSWORD::get), "a", "x");
        assertThat(state().resolve("keystore.key")).doesNotExist();
        assertThat(get(new SealedSecrets(state(), PASSWORD::get), "a")).isEqualTo("x");
        refuses("secret.unreadable", () -> withKeyFile().get("a"));
        refuses("secret.unreadable", () -> set(withKeyFile(), "b", "y"));
        SealedSecrets wrong = new SealedSecrets(state(), Map.of(KeystoreKey.VARIABLE, "wrong")::get);
        refuses("secret.unreadable", wrong::aliases);
    }

    @Test
    void aPasswordThatIsSetLaterDoesNotLockTheKeystore() {
        set(withKeyFile(), "a", "x");
        SealedSecrets later = new SealedSecrets(state(), PASSWORD::get);
        assertThat(get(later, "a")).isEqualTo("x");
        set(later, "b", "y");
        assertThat(withKeyFile().aliases()).containsExactly("a", "b");
    }

    @Test
    void aChangedFileIsRefused() throws IOException {
        set(new SealedSecrets(state(), PASSWORD::get), "a", "x");
        Path file = state().resolve("keystore.json");
        String content = Files.readString(file);
        List<String> changes = List.of(
                content.replaceFirst(
                        "\"entries\":\"(.)", "\"entries\":\"" + (content.contains("\"entries\":\"A") ? "B" : "A")),
                content.replace("\"iterations\":600000", "\"iterations\":600001"),
                content.replace("\"iterations\":600000", "\"iterations\":0"),
                content.replace("\"iterations\":600000", "\"iterations\":2000000000"),
                content.replaceFirst("\"salt\":\"[^\"]*\"", "\"salt\":\"AAAA\""),
                content.replaceFirst("\"salt\":\"[^\"]*\"", "\"salt\":\"?\""),
                content.replaceFirst("\"nonce\":\"[^\"]*\"", "\"nonce\":\"\""),
                content.replaceFirst("\"nonce\":\"[^\"]*\"", "\"nonce\":\"?\""),
                content.replace("pbkdf2-hmac-sha256", "none"),
                content.replace("\"version\":1", "\"version\":2"),
                content.replace("godwit-keystore", "other"),
                content.substring(0, content.length() / 2),
                "",
                "[]");
        for (String changed : changes) {
            assertThat(changed).isNotEqualTo(content);
            Files.writeString(file, changed);
            refuses("secret.unreadable", () -> new SealedSecrets(state(), PASSWORD::get).get("a"));
        }
        Files.writeString(file, content);
        assertThat(get(new SealedSecrets(state(), PASSWORD::get), "a")).isEqualTo("x");
    }

    @Test
    void aKeyFileThatIsLostOrSpoiledIsSaid() throws IOException {
        set(withKeyFile(), "a", "x");
        Path key = state().resolve("keystore.key");
        byte[] content = Files.readAllBytes(key);
        for (String spoiled : List.of("", "AAAA", "not base64!")) {
            Files.writeString(key, spoiled);
            refuses("secret.unreadable", () -> withKeyFile().get("a"));
        }
        Files.delete(key);
        refuses("secret.unreadable", () -> withKeyFile().get("a"));
        refuses("secret.unreadable", () -> set(withKeyFile(), "b", "y"));
        assertThat(key).as("a lost key is not replaced").doesNotExist();
        Files.write(key, content);
        assertThat(get(withKeyFile(), "a")).isEqualTo("x");
    }

    @Test
    void manyMayStoreAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> futures = new ArrayList<>();
            SealedSecrets shared = withKeyFile();
            for (int i : IntStream.range(0, 40).toArray()) {
                SealedSecrets secrets = i % 2 == 0 ? shared : withKeyFile();
                futures.add(threads.submit(() -> set(secrets, "s" + i, "value " + i)));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(withKeyFile().aliases()).hasSize(40);
        assertThat(get(withKeyFile(), "s17")).isEqualTo("value 17");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsSaid() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "x");
        SealedSecrets secrets = new SealedSecrets(file.resolve("state"), name -> null);
        refuses("secret.unreadable", () -> set(secrets, "a", "x"));
    }

    @Test
    void aWaitForTheKeystoreCanBeInterrupted() throws IOException {
        set(withKeyFile(), "a", "x");
        try (var channel = java.nio.channels.FileChannel.open(
                        state().resolve("keystore.lock"), java.nio.file.StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> set(withKeyFile(), "b", "y")).satisfies(e -> {
                assertThat(Thread.interrupted()).isTrue();
                assertThat(e).isInstanceOf(MigrationException.class);
            });
        }
        assertThat(withKeyFile().aliases()).containsExactly("a");
    }
}
