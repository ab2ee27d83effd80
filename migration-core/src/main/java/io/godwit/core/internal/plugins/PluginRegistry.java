package io.godwit.core.internal.plugins;

import io.godwit.core.Plugins;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Plugins on shelves; a shelf is filled when it is first asked for, since a start has no time for the others. */
public final class PluginRegistry implements Plugins {
    private final Choices choices;
    private final Map<Contract<?>, Shelf<?>> shelves = new ConcurrentHashMap<>();

    /**
     * A registry; nothing is loaded yet.
     *
     * @param choices what the host application decided
     */
    public PluginRegistry(Choices choices) {
        this.choices = choices;
    }

    @Override
    public <P> Optional<P> find(Class<P> contract, String key) {
        Contract<P> wanted = Contract.of(contract);
        Shelf<P> shelf = shelf(wanted);
        return wanted.isByScheme() ? shelf.byScheme(key) : shelf.byId(key);
    }

    @Override
    public <P> List<P> all(Class<P> contract) {
        return shelf(Contract.of(contract)).all();
    }

    @Override
    public List<PluginInfo> describe() {
        List<PluginInfo> all = new ArrayList<>();
        for (Contract<?> contract : Contract.all()) {
            all.addAll(shelf(contract).describe());
        }
        all.sort(Comparator.comparing(PluginInfo::contract)
                .thenComparing(PluginInfo::id)
                .thenComparing(PluginInfo::implementation));
        return List.copyOf(all);
    }

    @SuppressWarnings("unchecked") // a shelf is kept under its own contract
    private <P> Shelf<P> shelf(Contract<P> contract) {
        return (Shelf<P>) shelves.computeIfAbsent(contract, key -> Discovery.of(contract, choices));
    }
}
