package io.godwit.core.internal.plan;

import io.godwit.core.Inspection;
import io.godwit.core.Inspection.Files;
import io.godwit.core.Inspection.Side;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Plugins;
import io.godwit.core.internal.capsule.StagedSite;
import io.godwit.spi.Cursor;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseFacts;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Site;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks what is on both sides. Changes nothing. */
public final class Inspector {
    private final WorkContext context;
    private final Plugins plugins;
    private final Adapters adapters;

    /**
     * An inspector.
     *
     * @param context connections
     * @param plugins who knows what
     */
    public Inspector(WorkContext context, Plugins plugins) {
        this.context = context;
        this.plugins = plugins;
        this.adapters = new Adapters(plugins);
    }

    /**
     * Looks at both sides.
     *
     * @param spec what they are
     * @return what was found; what could not be looked at is a finding
     */
    public Inspection inspect(MigrationSpec spec) {
        Optional<String> platform = Adapters.platform(spec);
        return new Inspection(
                side(spec.source(), spec.sourceSpec().machine(), platform, false),
                side(spec.destination(), spec.destinationSpec().machine(), platform, true));
    }

    private Side side(Site site, Optional<Location> machine, Optional<String> platform, boolean isDestination) {
        Findings findings = new Findings();
        Optional<StagedSite> staged = StagedSite.of(site, context);
        HostFacts host = staged.isPresent()
                ? staged.get().host().orElse(null)
                : machine.or(site::files)
                        .filter(place -> plugins.hostConnector(place.scheme()).isPresent())
                        .map(place -> look(findings, place.toString(), () -> host(place)))
                        .orElse(null);
        Files files = site.files()
                .filter(place -> staged.isEmpty() || StagedSite.isTree(place))
                .map(place -> look(findings, place.toString(), () -> files(place, isDestination)))
                .orElse(null);
        List<DatabaseFacts> databases = new ArrayList<>();
        for (Location place : site.databases()) {
            DatabaseFacts facts = look(findings, place.toString(), () -> database(place));
            if (facts != null) {
                databases.add(facts);
            }
        }
        Inventory inventory = platform.map(id -> look(findings, id, () -> adapters.inspect(id, site, context)))
                .orElse(null);
        return new Side(host, files, databases, inventory, findings.list());
    }

    private HostFacts host(Location place) {
        try (Host host = context.connections().host(place)) {
            return host.facts(context);
        }
    }

    private DatabaseFacts database(Location place) {
        try (Database database = context.connections().database(place)) {
            return database.inspect(context);
        }
    }

    private Files files(Location place, boolean isDestination) {
        long entries = 0;
        long bytes = 0;
        boolean exists = true;
        try (FileTree tree = context.connections().tree(place);
                Cursor<TreeEntry> all = tree.list(TreePath.ROOT, context)) {
            while (all.hasNext()) {
                context.cancellation().throwIfCancelled();
                entries++;
                bytes += Math.max(0, all.next().size());
            }
        } catch (MigrationException e) {
            if (!e.code().equals("tree.not-found") || !isDestination) {
                throw e;
            }
            exists = false;
        }
        return new Files(
                place.toString(),
                exists,
                entries,
                bytes,
                isDestination && !StagedSite.isTree(place) ? usable(place) : -1);
    }

    private long usable(Location place) {
        try (WritableFileTree tree = context.connections().writableTree(place)) {
            return tree.usableSpace(context).orElse(-1);
        }
    }

    private interface Look<T> {
        T now();
    }

    private static <T> @Nullable T look(Findings findings, String what, Look<T> look) {
        try {
            return look.now();
        } catch (MigrationException e) {
            if (e.category() == ErrorCategory.CANCELLED) {
                throw e;
            }
            findings.add(e, what);
            return null;
        }
    }
}
