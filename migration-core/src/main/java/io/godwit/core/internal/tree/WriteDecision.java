package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a unit has to do, seeing what is at the destination now. */
final class WriteDecision {
    private final CopyJob job;
    private final String unit;
    private final List<TreeEntry> contents = new ArrayList<>();
    private final List<TreeChange> attributes = new ArrayList<>();
    private final List<TreeChange.Preserve> keeps = new ArrayList<>();
    private final List<Effect> effects = new ArrayList<>();
    private final List<MigrationException> conflicts = new ArrayList<>();

    private WriteDecision(CopyJob job, String unit) {
        this.job = job;
        this.unit = unit;
    }

    static WriteDecision of(CopyJob job, String unit, List<TreeEntry> entries, List<Optional<TreeEntry>> there) {
        WriteDecision decision = new WriteDecision(job, unit);
        Map<String, Group> groups = decision.groups(entries, there);
        for (int i = 0; i < entries.size(); i++) {
            TreeEntry entry = entries.get(i);
            Group group = entry.linkGroup().map(groups::get).orElse(null);
            boolean whole = group != null && group.members > 1 && !group.isIntact();
            decision.decide(entry, there.get(i), whole, group != null && group.members > 1);
        }
        return decision;
    }

    private Map<String, Group> groups(List<TreeEntry> entries, List<Optional<TreeEntry>> there) {
        Map<String, Group> groups = new HashMap<>();
        if (!job.target().capabilities().has(Feature.HARD_LINKS)) {
            return groups;
        }
        for (int i = 0; i < entries.size(); i++) {
            TreeEntry entry = entries.get(i);
            Optional<TreeEntry> old = there.get(i);
            entry.linkGroup()
                    .ifPresent(id -> groups.computeIfAbsent(id, key -> new Group())
                            .add(old, old.isEmpty() || isOther(entry, old.get())));
        }
        return groups;
    }

    private boolean isOther(TreeEntry entry, TreeEntry old) {
        return job.isRewrittenAnew(entry)
                || job.comparer()
                        .isOtherContent(
                                entry,
                                job.comparer()
                                        .differences(entry, old, job.rewriting().concerns(entry)));
    }

    private void decide(TreeEntry entry, Optional<TreeEntry> there, boolean breaksGroup, boolean grouped) {
        boolean rewritten = job.rewriting().concerns(entry);
        if (there.isEmpty()) {
            effects.add(Effects.create(unit, entry, rewritten));
            contents.add(entry);
            return;
        }
        TreeEntry old = there.get();
        if (old.isDirectory()) {
            conflicts.add(conflict(entry));
            return;
        }
        Set<Difference> differences = job.comparer().differences(entry, old, rewritten);
        // another name of the same file would change with it
        boolean shared = !differences.isEmpty() && old.linkGroup().isPresent() && !grouped;
        if (breaksGroup
                || shared
                || job.isRewrittenAnew(entry)
                || job.comparer().isOtherContent(entry, differences)) {
            var keep = job.area().nameFor(unit, entry.path());
            effects.add(Effects.replace(unit, entry, rewritten, old, keep));
            keeps.add(new TreeChange.Preserve(entry.path(), keep));
            contents.add(entry);
        } else if (!differences.isEmpty()) {
            effects.add(Effects.attributes(old, entry));
            attributes.add(new TreeChange.SetAttributes(job.prepare(entry)));
        }
    }

    private static MigrationException conflict(TreeEntry entry) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.kind-conflict",
                        "\"" + entry.path() + "\" is a " + entry.kind()
                                + " at the source and a directory at the destination")
                .subject(entry.path().toString())
                .remedy("Remove the directory at the destination, or exclude the path.")
                .build();
    }

    /** Entries whose content is to be written. */
    List<TreeEntry> contents() {
        return contents;
    }

    List<TreeChange> attributes() {
        return attributes;
    }

    List<TreeChange.Preserve> keeps() {
        return keeps;
    }

    List<Effect> effects() {
        return effects;
    }

    /** What cannot be written. */
    List<MigrationException> conflicts() {
        return conflicts;
    }

    /** Names that are one file at the source. */
    private static final class Group {
        private int members;
        private boolean other;
        private Optional<String> there = Optional.empty();

        void add(Optional<TreeEntry> old, boolean isOther) {
            Optional<String> id = old.flatMap(TreeEntry::linkGroup);
            other |= isOther || (members > 0 && !id.equals(there)) || id.isEmpty();
            there = id;
            members++;
        }

        boolean isIntact() {
            return !other;
        }
    }
}
