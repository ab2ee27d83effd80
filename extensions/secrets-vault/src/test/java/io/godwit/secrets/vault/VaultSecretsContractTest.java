package io.godwit.secrets.vault;

import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverContract;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** Secrets of a key-value engine of version 2. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultSecretsContractTest extends SecretResolverContract {
    @SuppressWarnings("NullAway.Init") // made before all tests
    private FakeVault vault;

    @BeforeAll
    void start() throws IOException {
        vault = new FakeVault();
    }

    @AfterAll
    void stop() {
        vault.close();
    }

    @Override
    protected SecretResolver resolver() {
        Map<String, String> environment = Map.of("VAULT_ADDR", vault.address(), "VAULT_TOKEN", FakeVault.TOKEN);
        return new VaultSecrets(environment::get);
    }

    @Override
    protected boolean isDiscovered() {
        return true;
    }

    @Override
    protected String given(String value) {
        String path = "secret/team/" + UUID.randomUUID();
        vault.put(path, Map.of("password", value));
        return path + "#password";
    }

    @Override
    protected String missing() {
        return "secret/team/nothing#password";
    }

    @Override
    protected Optional<String> givenUnreadable(String value) {
        vault.put("secret/forbidden/one", Map.of("password", value));
        return Optional.of("secret/forbidden/one#password");
    }
}
