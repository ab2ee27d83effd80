package io.godwit.core.internal.plugins;

import io.godwit.core.Plugins.PluginInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills the shelf of one contract. For one thread. */
final class Discovery<P> {
    private static final Logger log = LoggerFactory.getLogger(Discovery.class);
    private static final String OURS = "io.godwit.core.";
    /** A broken service file costs one error; more than this many in a row is an iterator that does not get on. */
    private static final int MAX_ERRORS = 100;

    private final Contract<P> contract;
    private final Choices choices;
    private final List<Offer<P>> offers = new ArrayList<>();
    private final List<PluginInfo> rejected = new ArrayList<>();
    private final Set<Class<?>> seen = new HashSet<>();

    private Discovery(Contract<P> contract, Choices choices) {
        this.contract = contract;
        this.choices = choices;
    }

    static <P> Shelf<P> of(Contract<P> contract, Choices choices) {
        return new Discovery<>(contract, choices).run();
    }

    private Shelf<P> run() {
        takeGiven();
        ClassLoader ours = Discovery.class.getClassLoader();
        if (!choices.loaders().contains(ours)) {
            discover(ours, true);
        }
        for (ClassLoader loader : choices.loaders()) {
            discover(loader, false);
        }
        List<String> order = choices.order().getOrDefault(contract.type(), List.of());
        offers.sort(Comparator.<Offer<P>>comparingInt(offer -> rank(order, offer.id()))
                .thenComparing(Offer::id));
        return new Shelf<>(contract, offers, rejected, order);
    }

    private static int rank(List<String> order, String id) {
        int index = order.indexOf(id);
        return index < 0 ? order.size() : index;
    }

    private void takeGiven() {
        for (Choices.Given<?> given : choices.given()) {
            if (given.contract().equals(contract)) {
                P provider = contract.type().cast(given.provider());
                seen.add(provider.getClass());
                offers.add(Offer.of(contract, provider, true));
            }
        }
    }

    private void discover(ClassLoader loader, boolean oursOnly) {
        Iterator<ServiceLoader.Provider<P>> found =
                ServiceLoader.load(contract.type(), loader).stream().iterator();
        int errors = 0;
        while (errors < MAX_ERRORS) {
            try {
                if (!found.hasNext()) {
                    return;
                }
                take(found.next(), oursOnly);
            } catch (ServiceConfigurationError | LinkageError e) {
                errors++;
                reject(Offer.unreadable(contract, loader, reason(e)), e);
            }
        }
    }

    private void take(ServiceLoader.Provider<P> found, boolean oursOnly) {
        Class<? extends P> type = found.type();
        if ((oursOnly && !type.getName().startsWith(OURS)) || !seen.add(type)) {
            return;
        }
        if (choices.excludedClasses().contains(type.getName())) {
            rejected.add(Offer.unusable(contract, type, "excluded by the application"));
            return;
        }
        Offer<P> offer;
        try {
            offer = Offer.of(contract, found.get(), false);
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            reject(Offer.unusable(contract, type, reason(e)), e);
            return;
        }
        if (choices.excluded().contains(new Choices.Excluded(contract.type(), offer.id()))) {
            rejected.add(offer.rejected("excluded by the application"));
            return;
        }
        Optional<String> replacement = replacementOf(offer.id());
        if (replacement.isPresent()) {
            rejected.add(offer.rejected("replaced by " + replacement.get()));
            return;
        }
        offers.add(offer);
    }

    private Optional<String> replacementOf(String id) {
        return choices.given().stream()
                .filter(given -> given.contract().equals(contract) && given.replacesDiscovered())
                .map(given -> contract.type().cast(given.provider()))
                .filter(provider -> contract.idOf(provider).equals(id))
                .map(provider -> provider.getClass().getName())
                .findFirst();
    }

    private void reject(PluginInfo info, Throwable why) {
        rejected.add(info);
        log.atWarn()
                .addKeyValue("contract", info.contract())
                .addKeyValue("implementation", info.implementation())
                .addKeyValue("origin", info.origin())
                .setCause(why)
                .log("A plugin could not be loaded");
    }

    private static String reason(Throwable e) {
        Throwable cause = e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
        String message = cause.getMessage();
        if (cause instanceof ServiceConfigurationError || cause instanceof IllegalArgumentException) {
            return message == null ? cause.getClass().getSimpleName() : message;
        }
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}
