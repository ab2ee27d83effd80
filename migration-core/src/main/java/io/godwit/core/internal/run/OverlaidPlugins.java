package io.godwit.core.internal.run;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Plugins with a few more that come first: those that the host application, a specification or the engine itself brings. Immutable. */
public final class OverlaidPlugins implements Plugins {
    private final Plugins base;
    private final Map<String, SecretResolver> secrets = new LinkedHashMap<>();
    private final Map<String, StepType> steps = new LinkedHashMap<>();

    /**
     * Plugins over others.
     *
     * @param base what lies below
     * @param secrets resolvers that come first
     * @param steps step types that come first
     */
    public OverlaidPlugins(Plugins base, List<SecretResolver> secrets, List<StepType> steps) {
        this.base = base;
        secrets.forEach(resolver -> this.secrets.put(resolver.scheme(), resolver));
        steps.forEach(type -> this.steps.put(type.id(), type));
    }

    @Override
    public Optional<TransferMethod> transferMethod(String scheme) {
        return base.transferMethod(scheme);
    }

    @Override
    public Optional<HostConnector> hostConnector(String scheme) {
        return base.hostConnector(scheme);
    }

    @Override
    public Optional<DatabaseMigrator> databaseMigrator(String scheme) {
        return base.databaseMigrator(scheme);
    }

    @Override
    public Optional<PlatformAdapter> platformAdapter(String id) {
        return base.platformAdapter(id);
    }

    @Override
    public List<PlatformAdapter> platformAdapters() {
        return base.platformAdapters();
    }

    @Override
    public Optional<SecretResolver> secretResolver(String scheme) {
        SecretResolver own = secrets.get(scheme);
        return own == null ? base.secretResolver(scheme) : Optional.of(own);
    }

    @Override
    public Optional<StepType> stepType(String id) {
        StepType own = steps.get(id);
        return own == null ? base.stepType(id) : Optional.of(own);
    }

    @Override
    public Optional<CheckType> checkType(String id) {
        return base.checkType(id);
    }

    @Override
    public Optional<TransformType> transformType(String id) {
        return base.transformType(id);
    }

    @Override
    public Optional<WorkType> workType(String id) {
        return base.workType(id);
    }

    @Override
    public Set<String> secretSchemes() {
        Set<String> schemes = new TreeSet<>(base.secretSchemes());
        schemes.addAll(secrets.keySet());
        return schemes;
    }

    @Override
    public List<PluginInfo> describe() {
        return base.describe();
    }
}
