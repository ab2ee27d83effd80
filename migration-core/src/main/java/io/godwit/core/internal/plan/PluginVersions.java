package io.godwit.core.internal.plan;

import io.godwit.core.MigrationPlan.Place;
import io.godwit.core.Plugins;
import io.godwit.core.internal.run.CheckSteps;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.TypedData;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which plugins, in which versions, do the work of a plan. */
final class PluginVersions {
    private final Plugins plugins;
    private final Map<String, String> versions = new TreeMap<>();

    private PluginVersions(Plugins plugins) {
        this.plugins = plugins;
    }

    static Map<String, String> of(Plugins plugins, Collection<TypedData> steps, List<Place> places) {
        PluginVersions found = new PluginVersions(plugins);
        for (TypedData step : steps) {
            found.add("step", step.type(), plugins.stepType(step.type()));
            if (step.type().equals(CheckSteps.ID)) {
                TypedData check = StepJson.read(step, TypedData.class);
                found.add("check", check.type(), plugins.checkType(check.type()));
            }
            for (TypedData transform : transforms(step)) {
                found.add("transform", transform.type(), plugins.transformType(transform.type()));
            }
        }
        for (Place place : places) {
            found.place(place);
        }
        return found.versions;
    }

    private static List<TypedData> transforms(TypedData step) {
        return switch (step.type()) {
            case TreeMove.COPY -> StepJson.read(step, TreeMove.class).transforms();
            case DatabaseMove.LOAD -> StepJson.read(step, DatabaseMove.class).transforms();
            default -> List.of();
        };
    }

    private void place(Place place) {
        String scheme = place.location().scheme();
        add("transfer", scheme, plugins.transferMethod(scheme));
        add("database", scheme, plugins.databaseMigrator(scheme));
    }

    private void add(String contract, String id, Optional<?> plugin) {
        plugin.ifPresent(present -> versions.put(contract + " " + id, versionOf(present.getClass())));
    }

    /** The version of the jar; classes that are not in one have none, and change unseen. */
    private static String versionOf(Class<?> type) {
        String version = type.getPackage().getImplementationVersion();
        if (version != null) {
            return version;
        }
        return type.getModule().isNamed()
                ? type.getModule().getDescriptor().rawVersion().orElse("")
                : "";
    }
}
