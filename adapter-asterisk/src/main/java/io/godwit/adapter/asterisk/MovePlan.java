package io.godwit.adapter.asterisk;

import io.godwit.spi.Blueprint;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Blueprint.PlannedStep;
import io.godwit.spi.Location;
import io.godwit.spi.Phase;
import io.godwit.spi.PlatformAdapter.InspectedSite;
import io.godwit.spi.Selection;
import io.godwit.spi.TypedData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says how a PBX is moved. */
final class MovePlan {
    /** Belong to the machine and stay: where Asterisk is installed, which modules it has, where it logs. */
    private static final List<String> STAY = List.of("/asterisk.conf", "/modules.conf", "/logger.conf", "/udptl.conf");

    /** How long calls may take to end. */
    private static final Duration DRAIN = Duration.ofMinutes(5);

    private final Stock from;
    private final Stock to;
    private final Location source;
    private final Location destination;

    private MovePlan(Stock from, Stock to, Location source, Location destination) {
        this.from = from;
        this.to = to;
        this.source = source;
        this.destination = destination;
    }

    static Blueprint of(InspectedSite source, InspectedSite destination) {
        Stock from = Stock.of(source.inventory());
        Stock to = Stock.of(destination.inventory());
        Optional<Location> read = source.site().files();
        Optional<Location> written = destination.site().files();
        if (!from.isThere() || read.isEmpty() || written.isEmpty()) {
            return new Blueprint(List.of(), List.of(), List.of(), List.of(), List.of());
        }
        return new MovePlan(from, to, read.get(), written.get()).blueprint();
    }

    private Blueprint blueprint() {
        List<FileSet> sets = new ArrayList<>();
        sets.add(new FileSet(
                "configuration",
                Places.below(source, from.config()),
                Places.below(destination, to.config()),
                new Selection(List.of(), STAY),
                KeepHost.data(to.meaning()).stream().toList()));
        List<String> owned = new ArrayList<>(List.of(to.config()));
        Set<String> taken = new HashSet<>();
        for (Belongings.Belonging belonging : Belongings.ALL) {
            String there = belonging.in(from.directories());
            if (from.present().contains(there) && taken.add(there)) {
                String here = belonging.in(to.directories().isEmpty() ? from.directories() : to.directories());
                if (belonging.isFile()) {
                    int slash = there.lastIndexOf('/');
                    sets.add(new FileSet(
                            belonging.name(),
                            Places.below(source, there.substring(0, slash)),
                            Places.below(destination, here.substring(0, here.lastIndexOf('/'))),
                            new Selection(List.of(there.substring(slash)), List.of()),
                            List.of()));
                } else {
                    owned.add(here);
                    sets.add(new FileSet(
                            belonging.name(),
                            Places.below(source, there),
                            Places.below(destination, here),
                            Selection.ALL,
                            List.of()));
                }
            }
        }
        List<PlannedStep> steps = new ArrayList<>();
        List<TypedData> checks = new ArrayList<>();
        if (to.isLive()) {
            steps(steps, owned);
            checks.add(LiveCheckType.data(destination, from.meaning()));
        }
        return new Blueprint(sets, List.of(), steps, checks, List.of());
    }

    private void steps(List<PlannedStep> steps, List<String> owned) {
        // undone last, when the former files are back
        steps.add(new PlannedStep(
                "load-former",
                "Load the former configuration again where the migration is undone",
                Phase.PREPARE,
                LoadType.data(destination, true, DRAIN)));
        steps.add(new PlannedStep(
                "owners", "Give the files to Asterisk's user", Phase.SWITCH, OwnersType.data(destination, owned)));
        if (!from.astdb().isEmpty() && to.tools().contains("sqlite3")) {
            steps.add(new PlannedStep(
                    "astdb",
                    "Take over the entries of Asterisk's own database",
                    Phase.SWITCH,
                    AstDbType.data(
                            source,
                            Belongings.astdb(from.directories()),
                            destination,
                            Belongings.astdb(to.directories()))));
        }
        steps.add(new PlannedStep(
                "load",
                "Restart Asterisk once its calls have ended",
                Phase.SWITCH,
                LoadType.data(destination, false, DRAIN)));
    }
}
