package io.godwit.core.internal.plan;

import io.godwit.core.MigrationSpec;
import io.godwit.core.internal.capsule.StagedSite;
import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what an adapter wants to move from the capsule that it was pulled into.
 *
 * @param source what was pulled of the source, or empty where it is there itself
 * @param destination the same of the destination
 */
record StagedBlueprint(Optional<StagedSite> source, Optional<StagedSite> destination) {
    static StagedBlueprint of(MigrationSpec spec, WorkContext context) {
        return new StagedBlueprint(StagedSite.of(spec.source(), context), StagedSite.of(spec.destination(), context));
    }

    Blueprint read(Blueprint planned) {
        if (source.isEmpty() && destination.isEmpty()) {
            return planned;
        }
        List<Finding> findings = new ArrayList<>(planned.findings());
        List<FileSet> files = planned.files().stream()
                .map(set -> new FileSet(
                        set.name(),
                        now(source, set.from(), findings),
                        now(destination, set.to(), findings),
                        set.selection(),
                        set.transforms()))
                .toList();
        List<DatabaseSet> databases = planned.databases().stream()
                .map(set -> new DatabaseSet(
                        set.name(),
                        now(source, set.from(), findings),
                        now(destination, set.to(), findings),
                        set.selection(),
                        set.transforms(),
                        set.mapping()))
                .toList();
        return new Blueprint(files, databases, planned.steps(), planned.checks(), findings);
    }

    private static Location now(Optional<StagedSite> staged, Location place, List<Finding> findings) {
        if (staged.isEmpty()) {
            return place;
        }
        Optional<Location> found = staged.get().find(place);
        if (found.isEmpty()) {
            findings.add(Finding.error(
                    "capsule.not-staged",
                    place.toString(),
                    "The capsule does not hold this place, which is to be moved.",
                    "Stage again with a version of the adapter that pulls it, or migrate from the site itself."));
        }
        return found.orElse(place);
    }
}
