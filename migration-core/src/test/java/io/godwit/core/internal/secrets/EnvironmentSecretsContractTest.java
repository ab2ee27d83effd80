package io.godwit.core.internal.secrets;

import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverContract;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

class EnvironmentSecretsContractTest extends SecretResolverContract {
    private final Map<String, String> environment = new ConcurrentHashMap<>();

    @Override
    protected SecretResolver resolver() {
        return new EnvironmentSecrets(environment::get);
    }

    @Override
    protected String given(String value) {
        String name = "SECRET_" + environment.size();
        environment.put(name, value);
        return name;
    }

    @Override
    protected String missing() {
        return "NOT_SET";
    }
}
