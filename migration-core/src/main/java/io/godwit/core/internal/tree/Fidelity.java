package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Finding;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import java.util.ArrayList;
import java.util.List;

/** What a copy will lose, since one of the sides cannot keep it. */
final class Fidelity {
    private static final String REMEDY = "Choose a way or a place that keeps it, or accept the loss.";

    private Fidelity() {}

    static List<Finding> findings(TreeMove move, Census census, TreeCapabilities source, TreeCapabilities target) {
        List<Finding> findings = new ArrayList<>();
        String where = move.name();
        lost(
                findings,
                where,
                target,
                Feature.MODES,
                census.entries(),
                "tree.modes-lost",
                "permission bits are not kept");
        lost(
                findings,
                where,
                target,
                Feature.SYMLINKS,
                census.links,
                "tree.symlinks-lost",
                "symbolic links are not copied");
        lost(
                findings,
                where,
                target,
                Feature.HARD_LINKS,
                census.hardLinked,
                "tree.hard-links-lost",
                "hard links become files of their own");
        lost(findings, where, target, Feature.SPARSE, census.sparse, "tree.holes-lost", "holes are filled with zeros");
        lost(
                findings,
                where,
                target,
                Feature.EXTENDED_ATTRIBUTES,
                census.extended,
                "tree.attributes-lost",
                "extended attributes are not kept");
        lost(
                findings,
                where,
                target,
                Feature.ACCESS_LISTS,
                census.accessLists,
                "tree.access-lists-lost",
                "access lists and file capabilities are not kept");
        lost(
                findings,
                where,
                target,
                Feature.DIRECTORIES,
                census.emptyDirectories,
                "tree.empty-directories-lost",
                "empty directories are not made");
        if (move.preserveOwners() && census.owned > 0 && !target.has(Feature.OWNERS)) {
            findings.add(Finding.info(
                            "tree.owners-lost",
                            where,
                            "At the destination owners and groups cannot be given; everything belongs to who runs"
                                    + " this.")
                    .withEvidence(census.owned + " concerned"));
        }
        if (target.timeResolution().compareTo(source.timeResolution()) > 0
                || target.timeResolution().isZero()) {
            findings.add(Finding.info(
                    "tree.times-coarser",
                    where,
                    target.timeResolution().isZero()
                            ? "The destination keeps no modification times."
                            : "The destination keeps modification times to " + target.timeResolution() + "."));
        }
        if (!target.timeResolution().isZero() && target.has(Feature.DIRECTORIES)) {
            lost(
                    findings,
                    where,
                    target,
                    Feature.DIRECTORY_TIMES,
                    census.directories,
                    "tree.directory-times-lost",
                    "modification times are kept of files alone, not of directories");
        }
        List<String> untold = new ArrayList<>();
        untold(untold, source, target, Feature.HARD_LINKS, "hard links");
        untold(untold, source, target, Feature.SPARSE, "holes");
        untold(untold, source, target, Feature.EXTENDED_ATTRIBUTES, "extended attributes");
        untold(untold, source, target, Feature.ACCESS_LISTS, "access lists");
        if (!untold.isEmpty()) {
            findings.add(Finding.info(
                    "tree.source-untold", where, "The source cannot tell " + String.join(", ", untold) + "."));
        }
        return findings;
    }

    private static void lost(
            List<Finding> findings,
            String where,
            TreeCapabilities target,
            Feature feature,
            long count,
            String code,
            String what) {
        if (count > 0 && !target.has(feature)) {
            findings.add(Finding.warning(code, where, "At the destination " + what + ".", REMEDY)
                    .withEvidence(count + " concerned"));
        }
    }

    private static void untold(
            List<String> untold, TreeCapabilities source, TreeCapabilities target, Feature feature, String what) {
        if (!source.has(feature) && target.has(feature)) {
            untold.add(what);
        }
    }
}
