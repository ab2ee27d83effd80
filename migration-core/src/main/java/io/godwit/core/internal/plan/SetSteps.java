package io.godwit.core.internal.plan;

import io.godwit.core.RunOptions;
import io.godwit.core.internal.run.DatabaseMove;
import io.godwit.core.internal.run.StepJson;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Blueprint.DatabaseSet;
import io.godwit.spi.Blueprint.FileSet;
import io.godwit.spi.Phase;
import java.util.ArrayList;
import java.util.List;

/** The steps that move a file set or a database. */
final class SetSteps {
    /** What a file set is called where it is the only one. */
    private static final String FILES = "files";
    /** What a database is called where it is the only one. */
    private static final String DATABASE = "database";

    private final StepGraph graph;
    private final RunOptions options;
    private final String session;
    private final boolean freezes;
    private final List<TreeMove> overwriting = new ArrayList<>();
    private final List<DatabaseMove> moves = new ArrayList<>();

    /**
     * Adds to a graph.
     *
     * @param freezes whether the source stands still at some time: then files are copied once before and once after, databases after
     */
    SetSteps(StepGraph graph, RunOptions options, String session, boolean freezes) {
        this.graph = graph;
        this.options = options;
        this.session = session;
        this.freezes = freezes;
    }

    /** Names a set where its name says more than what it is. */
    private static String of(String name, String usual) {
        return name.equals(usual) ? "" : " of " + name;
    }

    void copyFiles(FileSet set, TreeMove.Mode mode) {
        if (mode == TreeMove.Mode.IN_PLACE) {
            overwriting.add(TreeMove.of(set, options, mode, TreeMove.PASS_COPY));
        }
        files(
                set,
                mode,
                "copy-" + set.name(),
                "Copy the files" + of(set.name(), FILES),
                Phase.COPY,
                TreeMove.PASS_COPY);
        if (freezes) {
            // by then there is what was copied before
            files(
                    set,
                    TreeMove.Mode.IN_PLACE,
                    "catch-up-" + set.name(),
                    "Copy the files that changed" + of(set.name(), FILES),
                    Phase.CATCH_UP,
                    TreeMove.PASS_CATCH_UP);
        }
    }

    private void files(FileSet set, TreeMove.Mode mode, String name, String title, Phase phase, String pass) {
        graph.add(
                set.name(),
                new StepDraft(
                        name,
                        title,
                        phase,
                        StepJson.data(TreeMove.COPY, 1, TreeMove.of(set, options, mode, pass)),
                        StepDraft.modeOf(mode)));
    }

    /** Added when all is copied, so that it comes before the point of no return, and looks at what will be there after it. */
    void verifyFiles(FileSet set, TreeMove.Mode mode) {
        if (options.verify() != RunOptions.Verify.NONE) {
            graph.add(
                    set.name(),
                    new StepDraft(
                            "verify-" + set.name(),
                            "Compare the files" + of(set.name(), FILES),
                            Phase.CATCH_UP,
                            StepJson.data(TreeMove.VERIFY, 1, TreeMove.of(set, options, mode, TreeMove.PASS_COPY)),
                            ""));
        }
    }

    void database(DatabaseSet set, int number) {
        DatabaseMove move = new DatabaseMove(
                set.name(),
                set.from(),
                set.to(),
                set.selection().include(),
                set.selection().exclude(),
                set.transforms(),
                areaOf(session, number),
                "",
                databaseOptions(),
                set.mapping());
        Phase copying = freezes ? Phase.CATCH_UP : Phase.COPY;
        String name = set.name();
        database(
                move,
                DatabaseMove.BUILD,
                "build-",
                "Make the tables" + of(name, DATABASE) + " beside what is there",
                Phase.PREPARE);
        database(move, DatabaseMove.LOAD, "load-", "Load the rows" + of(name, DATABASE), copying);
        database(
                move,
                DatabaseMove.FINISH,
                "finish-",
                "Add indexes and foreign keys" + (name.equals(DATABASE) ? "" : " to " + name),
                copying);
        if (options.verify() != RunOptions.Verify.NONE) {
            database(move, DatabaseMove.VERIFY, "verify-", "Compare the rows" + of(name, DATABASE), copying);
        }
        moves.add(move);
        database(
                move,
                DatabaseMove.SWITCH,
                "switch-",
                "Switch " + (name.equals(DATABASE) ? "the database" : name) + " in",
                Phase.SWITCH);
    }

    /** Rows need no fingerprints where nobody compares them, and former tables are not kept for good where nobody wants a backup. */
    private DatabaseMove.Options databaseOptions() {
        DatabaseMove.Options usual = DatabaseMove.Options.DEFAULT;
        return new DatabaseMove.Options(
                options.verify() != RunOptions.Verify.NONE,
                usual.pieceBytes(),
                usual.isSourceCompared(),
                !options.backupBefore(),
                options.databaseMethod(),
                options.maxRejects());
    }

    /** Added when all else is, as nothing can be undone after it. */
    void release() {
        if (options.backupBefore()) {
            return;
        }
        for (TreeMove move : overwriting) {
            graph.add(new StepDraft(
                    "release-" + move.name(),
                    "Give up the former files" + of(move.name(), FILES),
                    Phase.AFTER,
                    StepJson.data(TreeMove.RELEASE, 1, move),
                    ""));
        }
        for (DatabaseMove move : moves) {
            graph.add(new StepDraft(
                    "release-" + move.name(),
                    "Give up the former tables" + of(move.name(), DATABASE),
                    Phase.AFTER,
                    StepJson.data(DatabaseMove.RELEASE, 1, move),
                    ""));
        }
    }

    private void database(DatabaseMove move, String type, String prefix, String title, Phase phase) {
        String mode = type.equals(DatabaseMove.VERIFY) ? "" : StepDraft.BESIDE;
        graph.add(move.name(), new StepDraft(prefix + move.name(), title, phase, StepJson.data(type, 1, move), mode));
    }

    /** A name that every engine accepts, and that tells the areas of one session in one database from each other. */
    static String areaOf(String session, int number) {
        String digits = session.replaceAll("[^a-z0-9]", "");
        String tail = digits.length() > 10 ? digits.substring(digits.length() - 10) : digits;
        return "godwit_" + tail + (number == 0 ? "" : "_" + number);
    }
}
