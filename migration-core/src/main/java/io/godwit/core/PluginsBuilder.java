package io.godwit.core;

import io.godwit.core.internal.plugins.Choices;
import io.godwit.core.internal.plugins.Contract;
import io.godwit.core.internal.plugins.PluginRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Collects {@link Plugins}. Discovery is an offer, not a decision: what is found can be excluded, replaced and put in order, and
 * providers can be given by hand. Godwit's own (local files, its steps) are always there, unless they are excluded.
 *
 * <pre>{@code
 * Plugins plugins = Plugins.builder()
 *         .discover(getClass().getClassLoader())
 *         .exclude(TransferMethod.class, "vfs")
 *         .add(SecretResolver.class, new VaultSecrets(client))
 *         .build();
 * }</pre>
 *
 * Not thread-safe.
 */
public final class PluginsBuilder {
    private final Set<ClassLoader> loaders = new LinkedHashSet<>();
    private final List<Choices.Given<?>> given = new ArrayList<>();
    private final Set<Choices.Excluded> excluded = new LinkedHashSet<>();
    private final Set<String> excludedClasses = new LinkedHashSet<>();
    private final Map<Class<?>, List<String>> order = new LinkedHashMap<>();

    PluginsBuilder() {}

    /**
     * Takes what a class loader offers by {@link java.util.ServiceLoader}. Nothing is loaded before it is asked for.
     *
     * @param loader where to look
     * @return this
     */
    public PluginsBuilder discover(ClassLoader loader) {
        loaders.add(Objects.requireNonNull(loader, "loader"));
        return this;
    }

    /**
     * Adds a provider. One that is discovered with the same id is a duplicate, and refused.
     *
     * @param <P> the contract
     * @param contract the contract that it implements
     * @param provider the provider
     * @return this
     * @throws IllegalArgumentException where plugins do not implement that contract
     */
    public <P> PluginsBuilder add(Class<P> contract, P provider) {
        given.add(new Choices.Given<>(Contract.of(contract), Objects.requireNonNull(provider, "provider"), false));
        return this;
    }

    /**
     * Adds a provider in place of the discovered one that has the same id, if there is one.
     *
     * @param <P> the contract
     * @param contract the contract that it implements
     * @param provider the provider
     * @return this
     * @throws IllegalArgumentException where plugins do not implement that contract
     */
    public <P> PluginsBuilder replace(Class<P> contract, P provider) {
        given.add(new Choices.Given<>(Contract.of(contract), Objects.requireNonNull(provider, "provider"), true));
        return this;
    }

    /**
     * Leaves a discovered provider out.
     *
     * @param contract the contract that it implements
     * @param id its id
     * @return this
     * @throws IllegalArgumentException where plugins do not implement that contract
     */
    public PluginsBuilder exclude(Class<?> contract, String id) {
        excluded.add(new Choices.Excluded(Contract.of(contract).type(), Objects.requireNonNull(id, "id")));
        return this;
    }

    /**
     * Leaves a discovered provider out without making an instance of it, for instance one of two with the same id.
     *
     * @param implementation the name of its class
     * @return this
     */
    public PluginsBuilder excludeClass(String implementation) {
        excludedClasses.add(Objects.requireNonNull(implementation, "implementation"));
        return this;
    }

    /**
     * Says which providers come first where several serve one scheme.
     *
     * @param contract the contract that they implement
     * @param ids the first ones, in order; all others follow by id
     * @return this
     * @throws IllegalArgumentException where plugins do not implement that contract
     */
    public PluginsBuilder order(Class<?> contract, String... ids) {
        order.put(Contract.of(contract).type(), List.of(ids));
        return this;
    }

    /**
     * Makes the plugins.
     *
     * @return plugins that are loaded as they are asked for
     */
    public Plugins build() {
        return new PluginRegistry(new Choices(List.copyOf(loaders), given, excluded, excludedClasses, order));
    }
}
