package io.godwit.core.internal.plugins;

import io.godwit.core.Plugins.PluginInfo;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The providers of one contract. Immutable.
 *
 * @param <P> the interface
 */
final class Shelf<P> {
    private final Contract<P> contract;
    private final List<Offer<P>> offers;
    private final List<PluginInfo> rejected;
    private final List<String> preferred;

    /**
     * A shelf.
     *
     * @param offers what can be used, in order of preference
     * @param rejected what cannot
     * @param preferred ids that the host application put in order
     */
    Shelf(Contract<P> contract, List<Offer<P>> offers, List<PluginInfo> rejected, List<String> preferred) {
        this.contract = contract;
        this.offers = List.copyOf(offers);
        this.rejected = List.copyOf(rejected);
        this.preferred = List.copyOf(preferred);
    }

    Optional<P> byId(String id) {
        List<Offer<P>> found = withId(id);
        if (found.size() > 1) {
            throw duplicate(id, found);
        }
        return found.stream().findFirst().map(Offer::provider);
    }

    Optional<P> byScheme(String scheme) {
        List<Offer<P>> found = offers.stream()
                .filter(offer -> offer.schemes().contains(scheme))
                .toList();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Offer<P> first = found.get(0);
        if (found.size() > 1 && !preferred.contains(first.id())) {
            throw contested(scheme, found);
        }
        return byId(first.id());
    }

    List<P> all() {
        List<P> providers = new ArrayList<>();
        for (Offer<P> offer : offers) {
            byId(offer.id()).ifPresent(providers::add);
        }
        return List.copyOf(providers);
    }

    List<PluginInfo> describe() {
        List<PluginInfo> all = new ArrayList<>();
        for (Offer<P> offer : offers) {
            List<Offer<P>> namesakes = withId(offer.id());
            all.add(
                    namesakes.size() == 1
                            ? offer.info()
                            : offer.rejected("its id is there more than once: " + places(namesakes)));
        }
        all.addAll(rejected);
        return all;
    }

    private List<Offer<P>> withId(String id) {
        return offers.stream().filter(offer -> offer.id().equals(id)).toList();
    }

    private MigrationException duplicate(String id, List<Offer<P>> found) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "plugin.duplicate",
                        "the " + contract.name() + " \"" + id + "\" is there more than once: " + places(found))
                .subject(id)
                .remedy("Remove one of the jars, or exclude one of the classes when building the plugins.")
                .build();
    }

    private MigrationException contested(String scheme, List<Offer<P>> found) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "plugin.scheme-contested",
                        "the scheme \"" + scheme + "\" is served by more than one " + contract.name() + ": "
                                + places(found))
                .subject(scheme)
                .remedy("Put one of them first, or exclude the other, when building the plugins.")
                .build();
    }

    private static String places(List<? extends Offer<?>> offers) {
        return offers.stream().map(Offer::where).collect(Collectors.joining(" and "));
    }
}
