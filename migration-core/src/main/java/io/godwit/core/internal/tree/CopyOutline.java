package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Cursor;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step.Outline;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a copy would do, found out by listing both sides. One thread. */
final class CopyOutline {
    private final TreeMove move;
    private final EngineContext context;

    CopyOutline(TreeMove move, EngineContext context) {
        this.move = move;
        this.context = context;
    }

    Outline make() {
        if (move.pass().equals(TreeMove.PASS_CATCH_UP)) {
            return Outline.of(
                    "copies again what changed in " + move.from() + " since the first pass to " + move.to(),
                    "what it wrote is removed, what it replaced is put back");
        }
        checkOverlap();
        Rewriting rewriting = Rewriting.open(move.transforms(), context.plugins());
        try (FileTree source = context.connections().tree(move.from());
                WritableFileTree target = context.connections().writableTree(move.to())) {
            CopySurvey survey = new CopySurvey(move, context, rewriting, source, target);
            boolean targetIsThere =
                    target.stat(List.of(TreePath.ROOT), context).get(0).isPresent();
            survey(survey, source, target, targetIsThere);
            List<Finding> findings = new ArrayList<>(survey.findings());
            findings.addAll(Fidelity.findings(move, survey.census(), source.capabilities(), target.capabilities()));
            List<String> touches = touches(survey, rewriting);
            touches.add(way(survey, findings));
            room(target.usableSpace(context), survey).ifPresent(findings::add);
            findings.addAll(target.remarks(context));
            return new Outline(
                    touches,
                    move.mode() == TreeMove.Mode.CREATE
                            ? "what it made is removed"
                            : "what it made is removed, what it replaced is put back",
                    survey.census().entries(),
                    survey.bytesToCopy(),
                    findings);
        }
    }

    private void checkOverlap() {
        if (isInside(move.from(), move.to()) || isInside(move.to(), move.from())) {
            throw MigrationException.of(
                            io.godwit.spi.ErrorCategory.CONFIGURATION,
                            "tree.overlap",
                            "\"" + move.from() + "\" and \"" + move.to() + "\" lie one in the other")
                    .subject(move.to().toString())
                    .remedy("Choose another destination.")
                    .build();
        }
    }

    private static boolean isInside(Location inner, Location outer) {
        if (!inner.scheme().equals(outer.scheme())
                || !java.util.Objects.equals(
                        inner.uri().getRawAuthority(), outer.uri().getRawAuthority())
                || !inner.via().equals(outer.via())) {
            return false;
        }
        String in = inner.uri().getPath();
        String out = outer.uri().getPath();
        return in != null
                && out != null
                && Path.of(in).normalize().startsWith(Path.of(out).normalize());
    }

    private void survey(CopySurvey survey, FileTree source, WritableFileTree target, boolean targetIsThere) {
        GlobSelection selection = GlobSelection.of(move.selection());
        WatchedContext watched = survey.context();
        try (TreeListing left = TreeListing.open(source, selection, watched, context.scratch());
                Cursor<TreeEntry> right = targetIsThere
                        ? TreeListing.open(target, selection, watched, context.scratch())
                        : Cursor.of(List.of());
                PairCursor pairs = new PairCursor(left, right)) {
            while (pairs.hasNext()) {
                context.cancellation().throwIfCancelled();
                survey.consider(pairs.next());
            }
            survey.finish();
        }
    }

    /** By which way the files go, and why. */
    private String way(CopySurvey survey, List<Finding> findings) {
        try (RouteChoice choice = new RouteChoice(move, context)) {
            String relay = "carries contents through this process";
            if (choice.isWithinService()) {
                return "carries contents within the service, by "
                        + choice.route().orElseThrow().id()
                        + ": both places are in one; rewritten ones, and what it cannot copy, through this process";
            }
            if (!choice.isAskedFor() && survey.otherVersionBytes() < RouteChoice.LEAST_BYTES) {
                return relay
                        + (move.files() == null
                                ? ": of files of another version there is too little at the destination to compare with"
                                : ", as asked for");
            }
            Optional<DirectRoute> route =
                    move.files() == null || choice.isAskedFor() ? choice.route() : Optional.empty();
            String obstacle =
                    route.map(way -> way.obstacle().orElse("")).orElse("no program carries files between such places");
            if (!obstacle.isEmpty()) {
                if (choice.isAskedFor()) {
                    findings.add(Finding.warning(
                            "tree.route-missing",
                            move.name(),
                            "Files cannot go by " + move.files() + ": " + obstacle + ". They go through this process.",
                            "Install it on both sides, or write \"files: auto\"."));
                }
                return relay + (move.files() == null || choice.isAskedFor() ? ": " + obstacle : ", as asked for");
            }
            String id = route.map(DirectRoute::id).orElse("");
            return choice.isAskedFor()
                    ? "carries contents by " + id
                            + ", as asked for; large new files and rewritten ones through this process"
                    : "carries by " + id + " what mostly replaces other versions (" + survey.otherVersions()
                            + " files, "
                            + survey.otherVersionBytes()
                            + " bytes), so that only what differs crosses the network; the rest through"
                            + " this process";
        }
    }

    private Optional<Finding> room(OptionalLong usable, CopySurvey survey) {
        if (usable.isEmpty() || usable.getAsLong() >= survey.bytesToCopy()) {
            return Optional.empty();
        }
        String message = "The files need " + survey.bytesToCopy() + " bytes, and the destination has room for "
                + usable.getAsLong() + ".";
        String remedy = "Make room at the destination, or exclude something.";
        return Optional.of(
                survey.census().sparse > 0
                        ? Finding.warning("tree.no-space", move.to().toString(), message, remedy)
                        : Finding.error("tree.no-space", move.to().toString(), message, remedy));
    }

    private List<String> touches(CopySurvey survey, Rewriting rewriting) {
        Census census = survey.census();
        List<String> lines = new ArrayList<>();
        lines.add("reads " + move.from() + ": " + census.directories + " directories, " + census.files + " files, "
                + census.links + " links, " + census.bytes + " bytes");
        lines.add("writes " + move.to() + ": makes " + survey.created() + ", replaces " + survey.replaced()
                + ", sets attributes of " + survey.attributes() + ", leaves " + survey.same() + " as they are");
        if (survey.replaced() > 0 || (survey.extra() > 0 && move.deleteExtraneous())) {
            lines.add("keeps what it replaces or deletes in "
                    + OwnNames.area(context.token().session()) + " of the destination until the session is cleaned up");
        }
        if (survey.extra() > 0) {
            lines.add(
                    move.deleteExtraneous()
                            ? "deletes " + survey.extra() + " that only the destination has"
                            : "leaves " + survey.extra() + " that only the destination has");
        }
        rewriting.describe().forEach(line -> lines.add("rewrites: " + line));
        return lines;
    }
}
