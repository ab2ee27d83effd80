package io.godwit.core.internal.plan;

import io.godwit.core.MigrationSpec;
import io.godwit.core.Plugins;
import io.godwit.core.internal.capsule.StagedSite;
import io.godwit.spi.Blueprint;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Holdings;
import io.godwit.spi.Inventory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import io.godwit.spi.PlatformAdapter;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Site;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Asks the adapters of platforms. Immutable. */
public final class Adapters {
    private final Plugins plugins;

    /**
     * Adapters.
     *
     * @param plugins who knows them
     */
    public Adapters(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * What an adapter makes of a specification.
     *
     * @param spec the specification
     * @param context connections
     * @param findings takes what the adapter says will not fit
     * @param failures takes what kept it from looking, and at what
     * @return the blueprint, or empty where no platform is named, or its adapter is missing or could not look
     */
    Optional<Blueprint> blueprint(
            MigrationSpec spec,
            WorkContext context,
            Consumer<List<Finding>> findings,
            BiConsumer<MigrationException, String> failures) {
        Optional<String> platform = platform(spec);
        if (platform.isEmpty()) {
            return Optional.empty();
        }
        try {
            PlatformAdapter adapter = require(platform.get());
            StagedBlueprint staged = StagedBlueprint.of(spec, context);
            InspectedSite source = inspect(adapter, spec.source(), staged.source(), context);
            InspectedSite destination = inspect(adapter, spec.destination(), staged.destination(), context);
            findings.accept(adapter.check(source.inventory(), destination.inventory()));
            if (spec.operation().isEmpty()) {
                return Optional.of(staged.read(adapter.plan(source, destination)));
            }
            Operation operation = operation(adapter, spec.operation().get());
            Map<String, String> parameters = Parameters.complete(operation, spec.parameters());
            return Optional.of(staged.read(adapter.plan(operation, parameters, source, destination)));
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CANCELLED) {
                throw e;
            }
            failures.accept(e, platform.get());
            return Optional.empty();
        }
    }

    /**
     * The platform that a specification is about.
     *
     * @param spec the specification
     * @return that of its operation, else of its source, else of its destination, or empty
     */
    public static Optional<String> platform(MigrationSpec spec) {
        return spec.operation()
                .map(id -> id.substring(0, Math.max(0, id.indexOf(':'))))
                .or(() -> spec.sourceSpec().platform())
                .or(() -> spec.destinationSpec().platform());
    }

    /**
     * What an adapter finds at a site.
     *
     * @param platform its id
     * @param site where
     * @param context connections
     * @return the inventory
     */
    Inventory inspect(String platform, Site site, WorkContext context) {
        return inspect(require(platform), site, StagedSite.of(site, context), context)
                .inventory();
    }

    /**
     * A site with what an adapter finds there.
     *
     * @param platform id of the adapter
     * @param site where
     * @param context connections
     * @return both
     */
    public InspectedSite look(String platform, Site site, WorkContext context) {
        return inspect(require(platform), site, StagedSite.of(site, context), context);
    }

    /**
     * What belongs to a site, as an adapter sees it.
     *
     * @param platform id of the adapter
     * @param site what was found there
     * @return trees and databases
     */
    public Holdings holdings(String platform, InspectedSite site) {
        return require(platform).holdings(site);
    }

    /**
     * What an adapter says will not fit.
     *
     * @param platform its id
     * @param source what is to be moved
     * @param destination what is there
     * @return findings
     */
    List<Finding> check(String platform, Inventory source, Inventory destination) {
        return require(platform).check(source, destination);
    }

    /** What was found when a site was staged stands for what would be found there. */
    private static InspectedSite inspect(
            PlatformAdapter adapter, Site site, Optional<StagedSite> staged, WorkContext context) {
        Optional<Inventory> known = staged.flatMap(was -> was.inventory(adapter.id()));
        Site described = staged.map(StagedSite::origin).orElse(site);
        return new InspectedSite(described, known.orElseGet(() -> adapter.inspect(site, context)));
    }

    private PlatformAdapter require(String platform) {
        return plugins.platformAdapter(platform)
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "plugin.missing",
                                "no adapter here knows the platform \"" + platform + "\"")
                        .subject(platform)
                        .remedy(
                                known().isEmpty()
                                        ? "Add the plugin that brings it, or leave the type out to move plain files"
                                                + " and databases."
                                        : "Add the plugin that brings it, or name one of: " + String.join(", ", known())
                                                + ".")
                        .build());
    }

    private List<String> known() {
        return plugins.platformAdapters().stream().map(PlatformAdapter::id).toList();
    }

    private Operation operation(PlatformAdapter adapter, String id) {
        return adapter.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "operation.unknown",
                                "the adapter \"" + adapter.id() + "\" has no operation \"" + id + "\"")
                        .subject(id)
                        .remedy("Name one of: "
                                + String.join(
                                        ", ",
                                        adapter.operations().stream()
                                                .map(Operation::id)
                                                .toList())
                                + ".")
                        .build());
    }

    /**
     * The named jobs of all adapters.
     *
     * @return by id
     */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>();
        plugins.platformAdapters().forEach(adapter -> all.addAll(adapter.operations()));
        all.sort(Comparator.comparing(Operation::id));
        return all;
    }
}
