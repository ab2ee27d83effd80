package io.godwit.secrets.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaultSecretsTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @SuppressWarnings("NullAway.Init") // made before each test
    private FakeVault vault;

    @BeforeEach
    void start() throws IOException {
        vault = new FakeVault();
        vault.put("secret/shop", Map.of("password", "n3w", "port", 3306, "deep", Map.of("a", 1)));
        vault.put("old/shop", Map.of("password", "0ld"));
        environment.put("VAULT_ADDR", vault.address());
        environment.put("HOME", directory.toString());
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private String reveal(String name) {
        try (Secret secret = new VaultSecrets(environment::get).resolve(name)) {
            return secret.reveal();
        }
    }

    private void refused(String name, String code, String... words) {
        assertThatThrownBy(() -> reveal(name)).isInstanceOfSatisfying(MigrationException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.getMessage() + e.remediation()).contains(words).contains(name);
        });
    }

    @Test
    void bothVersionsOfTheEngineAreReadAtThePathThatPeopleWrite() {
        environment.put("VAULT_TOKEN", FakeVault.TOKEN);
        assertThat(reveal("secret/shop#password")).isEqualTo("n3w");
        assertThat(reveal("/secret/shop#password")).isEqualTo("n3w");
        assertThat(reveal("secret/shop#port")).isEqualTo("3306");
        assertThat(reveal("old/shop#password")).isEqualTo("0ld");
        refused("secret/shop#nothing", "secret.not-found", "no field \"nothing\"");
        refused("secret/shop#deep", "secret.unreadable", "no text");
        refused("secret/shop", "secret.unreadable", "PATH#FIELD");
        vault.hideMounts();
        assertThat(reveal("old/shop#password"))
                .as("a policy that hides the mounts")
                .isEqualTo("0ld");
        assertThat(reveal("secret/data/shop#password")).isEqualTo("n3w");
    }

    @Test
    void theTokenComesFromTheEnvironmentAFileOrALogin() throws IOException {
        refused("secret/shop#password", "secret.unreadable", "VAULT_TOKEN");
        Files.writeString(directory.resolve(".vault-token"), FakeVault.TOKEN + "\n");
        assertThat(reveal("secret/shop#password")).isEqualTo("n3w");
        environment.put("VAULT_TOKEN_FILE", directory.resolve("nowhere").toString());
        refused("secret/shop#password", "secret.unreadable", "nowhere");
        environment.put(
                "VAULT_TOKEN_FILE",
                Files.writeString(directory.resolve("token"), FakeVault.TOKEN).toString());
        assertThat(reveal("secret/shop#password")).isEqualTo("n3w");
        environment.put("VAULT_TOKEN", "wrong");
        refused("secret/shop#password", "secret.unreadable", "403");
    }

    @Test
    void aRoleLogsInOnceAndAgainWhenItsTokenRanOut() throws IOException {
        environment.put("VAULT_ROLE_ID", "role");
        refused("secret/shop#password", "secret.unreadable", "VAULT_SECRET_ID_FILE");
        environment.put(
                "VAULT_SECRET_ID_FILE",
                Files.writeString(directory.resolve("id"), "id\n").toString());
        environment.put("VAULT_NAMESPACE", "team");
        VaultSecrets secrets = new VaultSecrets(environment::get);
        for (int i = 0; i < 3; i++) {
            try (Secret secret = secrets.resolve("secret/shop#password")) {
                assertThat(secret.reveal()).isEqualTo("n3w");
            }
        }
        assertThat(vault.logins()).isEqualTo(1);
        vault.forgetLogins();
        secrets.resolve("secret/shop#password").close();
        assertThat(vault.logins()).isEqualTo(2);
        assertThat(vault.namespaces()).isNotEmpty().containsOnly("team");
        Files.writeString(directory.resolve("id"), "wrong");
        refused("secret/shop#password", "secret.unreadable", "400");
    }

    @Test
    void whatIsNotVaultOrNotReadyIsSaid() throws IOException {
        environment.put("VAULT_TOKEN", FakeVault.TOKEN);
        vault.seal();
        refused("secret/shop#password", "secret.unreadable", "sealed");
        for (String address : List.of("", "http://vault.example.com:8200", "ftp://127.0.0.1", "nonsense", ":")) {
            environment.put("VAULT_ADDR", address);
            refused("secret/shop#password", "secret.unreadable", "VAULT_ADDR");
        }
        environment.put("VAULT_ADDR", "https://127.0.0.1:1");
        environment.put("VAULT_CACERT", directory.resolve("nowhere.pem").toString());
        refused("secret/shop#password", "secret.unreadable", "VAULT_CACERT");
        environment.remove("VAULT_CACERT");
        refused("secret/shop#password", "secret.unreadable", "cannot be asked");
    }
}
