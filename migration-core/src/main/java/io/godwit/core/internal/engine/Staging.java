package io.godwit.core.internal.engine;

import io.godwit.core.Capsule;
import io.godwit.core.DatabaseSpec;
import io.godwit.core.MigrationSpec;
import io.godwit.core.SiteSpec;
import io.godwit.core.StageOptions;
import io.godwit.core.Staged;
import io.godwit.core.internal.capsule.Capsules;
import io.godwit.core.internal.capsule.SiteStager;
import io.godwit.core.internal.capsule.SiteStager.Pull;
import io.godwit.core.internal.plan.Adapters;
import io.godwit.core.internal.run.FindingsOnly;
import io.godwit.core.internal.run.LookContext;
import io.godwit.core.internal.run.RunScope;
import io.godwit.spi.Finding;
import io.godwit.spi.Holdings;
import io.godwit.spi.Location;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Selection;
import io.godwit.spi.Site;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Pulls what a specification is about into a capsule. */
final class Staging {
    private final RunScope scope;
    private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());
    private final WorkContext context;

    Staging(RunScope scope) {
        this.scope = scope;
        this.context = scope.context(new FindingsOnly(findings::add));
    }

    Staged stage(MigrationSpec spec, StageOptions options) {
        List<Pull> pulls = new ArrayList<>();
        if (options.sides().contains(StageOptions.Side.SOURCE)) {
            pulls.add(pull(Capsule.SOURCE, spec, spec.sourceSpec(), spec.source()));
        }
        if (options.sides().contains(StageOptions.Side.DESTINATION)) {
            pulls.add(pull(Capsule.DESTINATION, spec, spec.destinationSpec(), spec.destination()));
        }
        try (LookContext look = LookContext.toRun(scope, "stage")) {
            new SiteStager(context, scope.plugins(), look.scratch())
                    .stage(spec.name(), options.to(), options.replaces(), pulls);
        }
        Capsule capsule = Capsules.look(options.to(), context);
        synchronized (findings) {
            return new Staged(capsule, findings);
        }
    }

    private Pull pull(String side, MigrationSpec spec, SiteSpec described, Site site) {
        Optional<String> platform = Adapters.platform(spec);
        Adapters adapters = new Adapters(scope.plugins());
        Optional<InspectedSite> inspected = platform.map(id -> adapters.look(id, site, context));
        Holdings holdings = inspected.isPresent()
                ? adapters.holdings(platform.orElseThrow(), inspected.get())
                : plain(site, spec.transfer().selection());
        return new Pull(
                side,
                site,
                described.machine().orElse(null),
                platform.orElse(""),
                inspected.map(InspectedSite::inventory).orElse(null),
                holdings,
                database -> tables(described, database));
    }

    private static Holdings plain(Site site, Selection selection) {
        List<Holdings.Tree> trees = Holdings.of(site).trees().stream()
                .map(tree -> new Holdings.Tree(tree.name(), tree.root(), selection))
                .toList();
        return new Holdings(trees, site.databases());
    }

    private static Selection tables(SiteSpec described, Location database) {
        return described.databases().stream()
                .filter(each -> described.locate(each).filter(database::equals).isPresent())
                .findFirst()
                .map(DatabaseSpec::selection)
                .orElse(Selection.ALL);
    }
}
