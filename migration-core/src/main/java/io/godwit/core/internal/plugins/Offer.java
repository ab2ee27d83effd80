package io.godwit.core.internal.plugins;

import io.godwit.core.Plugins.PluginInfo;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider that can be used. Immutable.
 *
 * @param <P> the interface
 * @param provider the provider
 * @param id its id
 * @param schemes its schemes
 * @param info how it is described
 */
record Offer<P>(P provider, String id, Set<String> schemes, PluginInfo info) {
    static final String BY_HAND = "given by hand";

    /** Asks a provider what it is; throws IllegalArgumentException where the answer is not well formed. */
    static <P> Offer<P> of(Contract<P> contract, P provider, boolean byHand) {
        String id = contract.idOf(provider);
        Set<String> schemes = contract.schemesOf(provider);
        Class<?> type = provider.getClass();
        PluginInfo info = new PluginInfo(
                contract.name(),
                id,
                schemes.stream().sorted().toList(),
                type.getName(),
                byHand ? BY_HAND : originOf(type),
                versionOf(type),
                "");
        return new Offer<>(provider, id, schemes, info);
    }

    /** The same, as one that is not used. */
    PluginInfo rejected(String why) {
        return new PluginInfo(
                info.contract(), id, info.schemes(), info.implementation(), info.origin(), info.version(), why);
    }

    /** Class and origin, for messages. */
    String where() {
        return info.implementation() + " (" + info.origin() + ")";
    }

    static PluginInfo unusable(Contract<?> contract, Class<?> type, String why) {
        return new PluginInfo(contract.name(), "", List.of(), type.getName(), originOf(type), versionOf(type), why);
    }

    static PluginInfo unreadable(Contract<?> contract, ClassLoader loader, String why) {
        String name = loader.getName();
        return new PluginInfo(
                contract.name(),
                "",
                List.of(),
                "",
                name == null ? loader.getClass().getName() : "class loader " + name,
                "",
                why);
    }

    private static String originOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return type.getModule().isNamed() ? "module " + type.getModule().getName() : "unknown";
        }
        try {
            URI uri = source.getLocation().toURI();
            return "file".equals(uri.getScheme()) ? Path.of(uri).toString() : uri.toString();
        } catch (URISyntaxException | IllegalArgumentException e) {
            return source.getLocation().toString();
        }
    }

    private static String versionOf(Class<?> type) {
        Optional<String> ofModule =
                Optional.ofNullable(type.getModule().getDescriptor()).flatMap(descriptor -> descriptor.rawVersion());
        String ofJar = type.getPackage().getImplementationVersion();
        return ofModule.orElse(ofJar == null ? "" : ofJar);
    }
}
