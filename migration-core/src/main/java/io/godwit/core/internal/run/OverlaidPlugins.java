package io.godwit.core.internal.run;

import io.godwit.core.Plugins;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plugins with a few more that come first: those that the host application, a specification or the engine itself brings. Immutable. */
public final class OverlaidPlugins implements Plugins {
    private final Plugins base;
    private final Map<Class<?>, Map<String, Object>> own = new HashMap<>();

    /**
     * Plugins over others.
     *
     * @param base what lies below
     * @param secrets resolvers that come first
     * @param steps step types that come first
     */
    public OverlaidPlugins(Plugins base, List<SecretResolver> secrets, List<StepType> steps) {
        this.base = base;
        secrets.forEach(resolver -> own(SecretResolver.class).put(resolver.scheme(), resolver));
        steps.forEach(type -> own(StepType.class).put(type.id(), type));
    }

    private Map<String, Object> own(Class<?> contract) {
        return own.computeIfAbsent(contract, key -> new LinkedHashMap<>());
    }

    @Override
    public <P> Optional<P> find(Class<P> contract, String key) {
        Object first = own.getOrDefault(contract, Map.of()).get(key);
        return first == null ? base.find(contract, key) : Optional.of(contract.cast(first));
    }

    @Override
    public <P> List<P> all(Class<P> contract) {
        List<P> all = new ArrayList<>();
        own.getOrDefault(contract, Map.of()).values().forEach(plugin -> all.add(contract.cast(plugin)));
        all.addAll(base.all(contract));
        return List.copyOf(all);
    }

    @Override
    public List<PluginInfo> describe() {
        return base.describe();
    }
}
