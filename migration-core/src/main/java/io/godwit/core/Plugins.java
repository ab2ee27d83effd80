package io.godwit.core;

import io.godwit.spi.CheckType;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.HostConnector;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TransformType;
import io.godwit.spi.WorkType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The plugins that a migrator works with: discovered, given by hand, or both. The providers of a contract are loaded when one of
 * them is first asked for; one that cannot be loaded does not hide the others, and stands in {@link #describe()}. Immutable and
 * thread-safe.
 *
 * <p>Every lookup throws a {@link io.godwit.spi.MigrationException} of category CONFIGURATION: {@code plugin.duplicate} where
 * two providers have the id that is asked for, {@code plugin.scheme-contested} where two of equal preference serve the scheme.
 */
public interface Plugins {
    /**
     * Starts a choice of plugins.
     *
     * @return a builder that holds Godwit's own
     */
    static PluginsBuilder builder() {
        return new PluginsBuilder();
    }

    /**
     * All that a class loader offers.
     *
     * @param loader where to look
     * @return the plugins, loaded as they are asked for
     */
    static Plugins discover(ClassLoader loader) {
        return builder().discover(loader).build();
    }

    /**
     * A plugin of whatever contract.
     *
     * @param <P> the contract
     * @param contract an interface that plugins implement
     * @param key the scheme that it serves, in lower case, where the contract has schemes, else its id
     * @return the plugin, or empty
     * @throws IllegalArgumentException where plugins do not implement that interface
     */
    <P> Optional<P> find(Class<P> contract, String key);

    /**
     * All plugins of a contract.
     *
     * @param <P> the contract
     * @param contract an interface that plugins implement
     * @return those put in order by hand first, then the others by id
     * @throws IllegalArgumentException where plugins do not implement that interface
     */
    <P> List<P> all(Class<P> contract);

    /**
     * The transfer method for a scheme.
     *
     * @param scheme in lower case
     * @return the plugin, or empty
     */
    default Optional<TransferMethod> transferMethod(String scheme) {
        return find(TransferMethod.class, scheme);
    }

    /**
     * The host connector for a scheme.
     *
     * @param scheme in lower case
     * @return the plugin, or empty
     */
    default Optional<HostConnector> hostConnector(String scheme) {
        return find(HostConnector.class, scheme);
    }

    /**
     * The database migrator for a scheme.
     *
     * @param scheme in lower case
     * @return the plugin, or empty
     */
    default Optional<DatabaseMigrator> databaseMigrator(String scheme) {
        return find(DatabaseMigrator.class, scheme);
    }

    /**
     * A platform adapter.
     *
     * @param id its id
     * @return the plugin, or empty
     */
    default Optional<PlatformAdapter> platformAdapter(String id) {
        return find(PlatformAdapter.class, id);
    }

    /**
     * All platform adapters.
     *
     * @return those put in order by hand first, then the others by id
     */
    default List<PlatformAdapter> platformAdapters() {
        return all(PlatformAdapter.class);
    }

    /**
     * The secret resolver for a scheme.
     *
     * @param scheme in lower case
     * @return the plugin, or empty
     */
    default Optional<SecretResolver> secretResolver(String scheme) {
        return find(SecretResolver.class, scheme);
    }

    /**
     * A kind of step.
     *
     * @param id its id
     * @return the plugin, or empty
     */
    default Optional<StepType> stepType(String id) {
        return find(StepType.class, id);
    }

    /**
     * A kind of check.
     *
     * @param id its id
     * @return the plugin, or empty
     */
    default Optional<CheckType> checkType(String id) {
        return find(CheckType.class, id);
    }

    /**
     * A kind of transform.
     *
     * @param id its id
     * @return the plugin, or empty
     */
    default Optional<TransformType> transformType(String id) {
        return find(TransformType.class, id);
    }

    /**
     * A kind of work.
     *
     * @param id its id
     * @return the plugin, or empty
     */
    default Optional<WorkType> workType(String id) {
        return find(WorkType.class, id);
    }

    /**
     * What references to secrets can begin with. Loads the resolvers alone.
     *
     * @return the schemes of all resolvers
     */
    default Set<String> secretSchemes() {
        Set<String> schemes = new TreeSet<>();
        all(SecretResolver.class).forEach(resolver -> schemes.add(resolver.scheme()));
        return schemes;
    }

    /**
     * Everything that was found, for people: what was loaded, from where, and what was rejected and why. Loads all contracts.
     *
     * @return by contract and id
     */
    List<PluginInfo> describe();

    /**
     * One plugin, for people.
     *
     * @param contract the simple name of the contract, for instance {@code TransferMethod}
     * @param id its id
     * @param schemes the schemes that it serves, or empty
     * @param implementation the class
     * @param origin the jar or directory that it came from, or {@code given by hand}
     * @param version the version of that jar, or an empty string
     * @param rejection why it was not loaded, or an empty string
     */
    record PluginInfo(
            String contract,
            String id,
            List<String> schemes,
            String implementation,
            String origin,
            String version,
            String rejection) {
        /** Copies the schemes. */
        public PluginInfo {
            schemes = List.copyOf(schemes);
        }
    }
}
