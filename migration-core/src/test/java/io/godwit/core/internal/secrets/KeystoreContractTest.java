package io.godwit.core.internal.secrets;

import io.godwit.core.Keystore;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class KeystoreContractTest extends SecretResolverContract {
    @TempDir
    Path directory;

    private int secrets;

    @Override
    protected SecretResolver resolver() {
        return Keystore.in(directory);
    }

    @Override
    protected String given(String value) {
        String alias = "alias-" + secrets++;
        try (Secret secret = Secret.of(value.toCharArray())) {
            Keystore.in(directory).set(alias, secret);
        }
        return alias;
    }

    @Override
    protected String missing() {
        return "missing";
    }

    @Override
    protected boolean isDiscovered() {
        return false;
    }
}
