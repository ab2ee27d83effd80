package io.godwit.core.internal.capsule;

import io.godwit.core.Plugins;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedDatabase;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedSide;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedTree;
import io.godwit.spi.FileTree;
import io.godwit.spi.Holdings;
import io.godwit.spi.Host;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pulls sites into a capsule. One thread. */
public final class SiteStager {
    private final WorkContext context;
    private final Plugins plugins;
    private final Path scratch;

    /**
     * A stager.
     *
     * @param context connections, progress that takes what cannot be read
     * @param plugins who knows machines
     * @param scratch a directory for what does not fit into memory
     */
    public SiteStager(WorkContext context, Plugins plugins, Path scratch) {
        this.context = context;
        this.plugins = plugins;
        this.scratch = scratch;
    }

    /**
     * A site to be pulled.
     *
     * @param side {@code source} or {@code destination}
     * @param site where it is
     * @param machine the machine that it is on, or null
     * @param platform id of the adapter that looked at it, or an empty string
     * @param inventory what that found, or null
     * @param holdings what belongs to it
     * @param tables which tables of a database are pulled
     */
    public record Pull(
            String side,
            Site site,
            @Nullable Location machine,
            String platform,
            @Nullable Inventory inventory,
            Holdings holdings,
            Function<Location, Selection> tables) {}

    /**
     * Pulls.
     *
     * @param name what people call it
     * @param to where the capsule shall be
     * @param replaces whether a capsule that is there may go
     * @param pulls what
     */
    public void stage(String name, Location to, boolean replaces, List<Pull> pulls) {
        CapsulePlace place = Capsules.place(to);
        try (WritableFileTree tree = context.connections().writableTree(place.files())) {
            CapsuleWriter capsule = new CapsuleWriter(place.root().toString(), tree, Seals.to(place, context), context);
            capsule.begin(replaces);
            List<StagedSide> sides = new ArrayList<>();
            for (Pull pull : pulls) {
                sides.add(pull(pull, capsule));
            }
            capsule.finish(name, sides);
        }
    }

    private StagedSide pull(Pull pull, CapsuleWriter capsule) {
        capsule.directories(List.of(pull.side()));
        List<StagedTree> trees = new ArrayList<>();
        for (Holdings.Tree wanted : pull.holdings().trees()) {
            try (FileTree tree = context.connections().tree(wanted.root())) {
                trees.add(new TreeStager(pull.side(), wanted, tree, capsule, scratch, context).run());
            }
        }
        List<StagedDatabase> databases = new ArrayList<>();
        for (Location database : pull.holdings().databases()) {
            String name = databases.isEmpty() ? "database" : "database-" + (databases.size() + 1);
            databases.add(new DatabaseStager(
                            pull.side(), name, database, pull.tables().apply(database), capsule, context)
                    .run());
        }
        return new StagedSide(
                pull.side(),
                pull.site().files().orElse(null),
                pull.site().databases(),
                pull.site().settings(),
                pull.platform(),
                host(pull),
                pull.inventory(),
                trees,
                databases);
    }

    private @Nullable HostFacts host(Pull pull) {
        Location place =
                pull.machine() != null ? pull.machine() : pull.site().files().orElse(null);
        if (place == null || plugins.hostConnector(place.scheme()).isEmpty()) {
            return null;
        }
        try (Host host = context.connections().host(place)) {
            return host.facts(context);
        }
    }
}
