package io.godwit.core.internal.capsule;

import io.godwit.core.BackupSpec.Kind;
import io.godwit.core.Capsule;
import io.godwit.core.internal.capsule.SiteStager.Pull;
import io.godwit.core.internal.run.BackupMove;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TrialContext;
import io.godwit.spi.Database;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Holdings;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import io.godwit.spi.Severity;
import io.godwit.spi.Site;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Copies what is at the destination into a capsule elsewhere, reads that back, restores its databases beside what is there to compare them, and
 * removes older copies. It may be repeated; undone, the copy stays.
 */
final class BackupStep implements Step {
    private final BackupMove move;

    BackupStep(BackupMove move) {
        this.move = move;
    }

    @Override
    public Outline outline(StepContext context) {
        List<String> touches = new ArrayList<>();
        Holdings there = there(context);
        there.trees().forEach(tree -> touches.add("reads the files at " + tree.root()));
        there.databases().forEach(database -> touches.add("reads the database at " + database));
        touches.add("writes them to a directory of " + move.to()
                + (move.to().secret(Capsule.KEY).isPresent() ? ", encrypted" : "")
                + ", and reads every byte back");
        there.databases()
                .forEach(database ->
                        touches.add("restores it into a shadow at " + database + ", compares it, and drops that"));
        if (move.keep() > 0) {
            touches.add("removes all but the " + move.keep() + " newest backups of \"" + move.name() + "\" there");
        }
        return new Outline(touches, "the backup stays", 0, 0, List.of());
    }

    /** What there is to keep; what the migration will make is not there yet. */
    private Holdings there(WorkContext context) {
        List<Holdings.Tree> trees = new ArrayList<>();
        for (BackupMove.Tree tree : move.trees()) {
            if (move.keeps(tree.configuration() ? Kind.CONFIGURATION : Kind.FILES)
                    && isThere(() -> hasRoot(tree.root(), context))) {
                trees.add(new Holdings.Tree(tree.name(), tree.root(), Selection.ALL));
            }
        }
        List<Location> databases = new ArrayList<>();
        if (move.keeps(Kind.DATABASE)) {
            for (Location database : move.databases()) {
                if (isThere(() -> hasDatabase(database, context))) {
                    databases.add(database);
                }
            }
        }
        return new Holdings(trees, databases);
    }

    private static boolean isThere(BooleanSupplier look) {
        try {
            return look.getAsBoolean();
        } catch (MigrationException e) {
            if (e.code().equals("tree.not-found") || e.code().equals("database.not-found")) {
                return false;
            }
            throw e;
        }
    }

    private static boolean hasRoot(Location root, WorkContext context) {
        try (FileTree tree = context.connections().tree(root)) {
            return tree.stat(List.of(TreePath.ROOT), context).get(0).isPresent();
        }
    }

    private static boolean hasDatabase(Location place, WorkContext context) {
        try (Database database = context.connections().database(place)) {
            return !database.inspect(context).product().isEmpty();
        }
    }

    @Override
    public void run(StepContext context) {
        EngineContext engine = EngineContext.of(context);
        Location place = move.place(context.token().session());
        TrialContext trial = TrialContext.in(engine);
        Pull pull = new Pull(
                Capsule.DESTINATION,
                new Site(null, move.databases(), move.settings()),
                null,
                move.platform(),
                move.inventory(),
                there(context),
                database -> Selection.ALL);
        new SiteStager(trial, engine.plugins(), engine.scratch()).stage(move.name(), place, true, List.of(pull));
        complete(place, trial);
        Capsule capsule = Capsules.check(place, context);
        context.log("Read back " + capsule.storedBytes() + " bytes at " + place + ".");
        for (Capsule.Rows database :
                capsule.side(Capsule.DESTINATION).map(Capsule.Side::databases).orElse(List.of())) {
            int number = number(database.origin());
            new RestoreTrial(engine, database, BackupMove.area(context.token().session(), number)).run();
        }
        if (move.keep() > 0) {
            int removed = new Retention(move.to(), move.name(), context).prune(move.keep());
            context.log(String.format(Locale.ROOT, "Removed %d older backups.", removed));
        }
    }

    private int number(Location origin) {
        for (int number = 0; number < move.databases().size(); number++) {
            if (StagedSite.isSame(move.databases().get(number), origin)) {
                return number;
            }
        }
        throw new IllegalStateException("a database was kept that is not among those to keep");
    }

    private static void complete(Location place, TrialContext trial) {
        Optional<Finding> missing = trial.findings().stream()
                .filter(finding -> finding.severity() == Severity.ERROR)
                .findFirst();
        if (missing.isPresent()) {
            throw MigrationException.of(
                            ErrorCategory.TRANSFER,
                            "backup.incomplete",
                            "the backup at \"" + place + "\" lacks \""
                                    + missing.get().subject() + "\": "
                                    + missing.get().message())
                    .subject(missing.get().subject())
                    .remedy("Let it be read, or leave that kind out of options.backup.kinds.")
                    .build();
        }
    }

    @Override
    public void undo(StepContext context) {
        for (int number = 0; number < move.databases().size(); number++) {
            Location database = move.databases().get(number);
            if (isThere(() -> hasDatabase(database, context))) {
                String area = BackupMove.area(context.token().session(), number);
                RestoreTrial.discard(EngineContext.of(context), database, area);
            }
        }
    }

    @Override
    public Optional<List<Finding>> losses(StepContext context) {
        return Optional.of(List.of());
    }
}
