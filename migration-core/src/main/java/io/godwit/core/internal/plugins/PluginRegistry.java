package io.godwit.core.internal.plugins;

import io.godwit.core.Plugins;
import io.godwit.spi.CheckType;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.HostConnector;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.SecretResolver;
import io.godwit.spi.StepType;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TransformType;
import io.godwit.spi.WorkType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

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
    public Optional<TransferMethod> transferMethod(String scheme) {
        return shelf(Contract.TRANSFER_METHOD).byScheme(scheme);
    }

    @Override
    public Optional<HostConnector> hostConnector(String scheme) {
        return shelf(Contract.HOST_CONNECTOR).byScheme(scheme);
    }

    @Override
    public Optional<DatabaseMigrator> databaseMigrator(String scheme) {
        return shelf(Contract.DATABASE_MIGRATOR).byScheme(scheme);
    }

    @Override
    public Optional<PlatformAdapter> platformAdapter(String id) {
        return shelf(Contract.PLATFORM_ADAPTER).byId(id);
    }

    @Override
    public List<PlatformAdapter> platformAdapters() {
        return shelf(Contract.PLATFORM_ADAPTER).all();
    }

    @Override
    public Optional<SecretResolver> secretResolver(String scheme) {
        return shelf(Contract.SECRET_RESOLVER).byScheme(scheme);
    }

    @Override
    public Optional<StepType> stepType(String id) {
        return shelf(Contract.STEP_TYPE).byId(id);
    }

    @Override
    public Optional<CheckType> checkType(String id) {
        return shelf(Contract.CHECK_TYPE).byId(id);
    }

    @Override
    public Optional<TransformType> transformType(String id) {
        return shelf(Contract.TRANSFORM_TYPE).byId(id);
    }

    @Override
    public Optional<WorkType> workType(String id) {
        return shelf(Contract.WORK_TYPE).byId(id);
    }

    @Override
    public Set<String> secretSchemes() {
        return shelf(Contract.SECRET_RESOLVER).describe().stream()
                .filter(resolver -> resolver.rejection().isEmpty())
                .map(PluginInfo::id)
                .collect(Collectors.toUnmodifiableSet());
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
