package io.godwit.core.internal.secrets;

import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverContract;

class InlineSecretsContractTest extends SecretResolverContract {
    private final InlineSecrets secrets = new InlineSecrets();
    private int kept;

    @Override
    protected SecretResolver resolver() {
        return secrets;
    }

    @Override
    protected String given(String value) {
        try (Secret secret = Secret.of(value.toCharArray())) {
            return secrets.keep("source.password." + kept++, secret).name();
        }
    }

    @Override
    protected String missing() {
        return "destination.password";
    }
}
