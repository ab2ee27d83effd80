package io.godwit.core.internal.secrets;

import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks secrets up in the environment of this process: {@code env:NAME}. Thread-safe. */
public final class EnvironmentSecrets implements SecretResolver {
    private final Function<String, @Nullable String> environment;

    /** On the environment of this process. */
    public EnvironmentSecrets() {
        this(System::getenv);
    }

    /**
     * On another environment.
     *
     * @param environment gives the value of a variable, or null
     */
    public EnvironmentSecrets(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public String scheme() {
        return "env";
    }

    @Override
    public Secret resolve(String name) {
        String value = environment.apply(name);
        if (value == null || value.isEmpty()) {
            throw SecretFailures.notFound(
                    "env:" + name,
                    "the environment variable \"" + name + "\" is " + (value == null ? "not set" : "empty"),
                    "Set it before you start, or refer to the secret by file:PATH or keystore:ALIAS.");
        }
        char[] text = value.toCharArray();
        try {
            return Secret.of(text);
        } finally {
            Arrays.fill(text, '\0');
        }
    }
}
