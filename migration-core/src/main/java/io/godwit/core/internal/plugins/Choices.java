package io.godwit.core.internal.plugins;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the host application decided about plugins. Immutable.
 *
 * @param loaders where to discover, in order
 * @param given providers given by hand
 * @param excluded those not wanted, by contract and id
 * @param excludedClasses those not wanted, by class; they are not even instantiated
 * @param order ids that come first, by contract
 */
public record Choices(
        List<ClassLoader> loaders,
        List<Given<?>> given,
        Set<Excluded> excluded,
        Set<String> excludedClasses,
        Map<Class<?>, List<String>> order) {
    /** Copies the collections. */
    public Choices {
        loaders = List.copyOf(loaders);
        given = List.copyOf(given);
        excluded = Set.copyOf(excluded);
        excludedClasses = Set.copyOf(excludedClasses);
        order = Map.copyOf(order);
    }

    /**
     * A provider given by hand.
     *
     * @param <P> the interface
     * @param contract what it implements
     * @param provider the provider
     * @param replacesDiscovered whether a discovered provider of the same id gives way
     */
    public record Given<P>(Contract<P> contract, P provider, boolean replacesDiscovered) {}

    /**
     * A provider that is not wanted.
     *
     * @param contract the interface
     * @param id its id
     */
    public record Excluded(Class<?> contract, String id) {}
}
