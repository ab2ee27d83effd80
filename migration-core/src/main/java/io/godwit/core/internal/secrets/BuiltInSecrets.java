package io.godwit.core.internal.secrets;

import io.godwit.core.Keystore;
import io.godwit.core.Plugins;
import io.godwit.spi.SecretResolver;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The resolvers of secrets that are always there: {@code env}, {@code file} and {@code keystore}. */
public final class BuiltInSecrets {
    private BuiltInSecrets() {}

    /**
     * Those that nobody else brought.
     *
     * @param plugins the plugins
     * @param given what the host application gave
     * @param journal where the journal is, beside which the keystore is; or null for the one in {@code ~/.godwit}
     * @return the resolvers
     */
    public static List<SecretResolver> besides(
            Plugins plugins, Collection<SecretResolver> given, @Nullable Path journal) {
        Path parent = journal == null ? null : journal.toAbsolutePath().getParent();
        Path state = parent == null ? Path.of(System.getProperty("user.home"), ".godwit") : parent;
        return Stream.<SecretResolver>of(new EnvironmentSecrets(), new FileSecrets(), Keystore.in(state))
                .filter(own -> plugins.secretResolver(own.scheme()).isEmpty()
                        && given.stream().noneMatch(other -> other.scheme().equals(own.scheme())))
                .toList();
    }
}
