package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.core.internal.tree.Effects.After;
import io.godwit.core.internal.tree.Effects.Noted;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryResult;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Undoes a copy, the newest effect first. What somebody changed since is left as it is and told of. It may be interrupted and begun
 * again; the source is not needed. One thread.
 */
final class CopyUndo {
    private static final int BATCH = 300;
    private static final int SHOWN = 100;
    private static final int OWNER_ALL = 0700;

    private final TreeMove move;
    private final EngineContext context;
    private final WritableFileTree target;
    private final EntryComparer comparer;
    private final FindingSink findings;
    private final Map<String, After> actual = new HashMap<>();
    private String actualOf = "";
    private long refused;
    private long undone;

    CopyUndo(TreeMove move, EngineContext context, WritableFileTree target) {
        this.move = move;
        this.context = context;
        this.target = target;
        this.comparer = new EntryComparer(target.capabilities(), target.capabilities(), true);
        this.findings = new FindingSink(context.progress(), SHOWN);
    }

    void run() {
        new Leftovers(target, context.token(), context).sweep(true);
        List<Effect> batch = new ArrayList<>();
        Set<String> objects = new HashSet<>();
        try (Cursor<Effect> effects = context.units().effects()) {
            while (effects.hasNext()) {
                context.cancellation().throwIfCancelled();
                Effect effect = effects.next();
                if (batch.size() == BATCH || !objects.add(effect.object())) {
                    undo(batch);
                    batch.clear();
                    objects.clear();
                    objects.add(effect.object());
                }
                batch.add(effect);
            }
        }
        undo(batch);
        target.complete(context.token(), context);
        findings.summarise(move.name());
        context.log("Undid " + undone + " changes" + (refused > 0 ? ", left " + refused + " as they are" : "") + ".");
        if (refused > 0) {
            throw MigrationException.of(
                            ErrorCategory.VALIDATION,
                            "tree.changed-since",
                            refused + " things at \"" + move.to()
                                    + "\" were changed since they were copied, and are left")
                    .subject(move.to().toString())
                    .remedy("Look at the findings: remove or restore each by hand, then roll back again.")
                    .build();
        }
        context.units().clear();
        context.sharedUnits(TreeResults.ledgerName(move)).clear();
    }

    /** What would be left as it is, because somebody changed it since; changes nothing. */
    List<Finding> refusals() {
        List<Finding> found = new ArrayList<>();
        List<Noted> batch = new ArrayList<>();
        long more = 0;
        try (Cursor<Effect> effects = context.units().effects()) {
            while (effects.hasNext()) {
                context.cancellation().throwIfCancelled();
                batch.add(Noted.of(effects.next()));
                if (batch.size() == BATCH || !effects.hasNext()) {
                    Map<TreePath, TreeEntry> there = there(batch);
                    for (Noted note : batch) {
                        if (decide(note, there).refusal().isEmpty()) {
                            continue;
                        }
                        if (found.size() < SHOWN) {
                            found.add(refusal(note, decide(note, there).refusal()));
                        } else {
                            more++;
                        }
                    }
                    batch.clear();
                }
            }
        }
        if (more > 0) {
            found.add(Finding.warning(
                    "rollback.leaves-file", move.name(), more + " further things were changed since as well.", ""));
        }
        return found;
    }

    private static Finding refusal(Noted note, String why) {
        return Finding.warning(
                "rollback.leaves-file",
                note.path().toString(),
                "This would be left as it is, since " + why + "; the session is not rolled back completely then.",
                "Move it away, or restore it by hand, before or after the rollback.");
    }

    private void undo(List<Effect> effects) {
        if (effects.isEmpty()) {
            return;
        }
        List<Noted> notes = effects.stream().map(Noted::of).toList();
        Map<TreePath, TreeEntry> there = there(notes);
        List<Effect> settled = new ArrayList<>();
        List<TreeChange> changes = new ArrayList<>();
        List<Integer> owners = new ArrayList<>();
        for (int i = 0; i < notes.size(); i++) {
            Decision decision = decide(notes.get(i), there);
            if (!decision.refusal().isEmpty()) {
                refuse(notes.get(i), decision.refusal());
            } else if (decision.changes().isEmpty()) {
                settled.add(effects.get(i));
            }
            for (TreeChange change : decision.changes()) {
                changes.add(change);
                owners.add(i);
            }
        }
        Set<Integer> failed = apply(notes, changes, owners);
        for (int i : new LinkedHashSet<>(owners)) {
            if (!failed.contains(i)) {
                settled.add(effects.get(i));
                undone++;
            }
        }
        if (!settled.isEmpty()) {
            context.units().undone(settled);
        }
    }

    private Map<TreePath, TreeEntry> there(List<Noted> notes) {
        Set<TreePath> paths = new LinkedHashSet<>();
        for (Noted note : notes) {
            paths.add(note.path());
            note.keep().ifPresent(paths::add);
        }
        List<TreePath> asked = List.copyOf(paths);
        List<Optional<TreeEntry>> answers = target.stat(asked, context);
        Map<TreePath, TreeEntry> there = new HashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            TreePath path = asked.get(i);
            answers.get(i).ifPresent(entry -> there.put(path, entry));
        }
        return there;
    }

    private Set<Integer> apply(List<Noted> notes, List<TreeChange> changes, List<Integer> owners) {
        Set<Integer> failed = new HashSet<>();
        if (changes.isEmpty()) {
            return failed;
        }
        List<EntryResult> results = target.apply(changes, context);
        for (int i = 0; i < results.size(); i++) {
            Optional<MigrationException> failure = results.get(i).failure();
            if (failure.isPresent() && failure.get().code().equals("tree.not-writable")) {
                failure = again(changes.get(i));
            }
            if (failure.isEmpty()) {
                continue;
            }
            Noted note = notes.get(owners.get(i));
            if (!failure.get().code().equals("tree.not-empty")) {
                throw failure.get();
            }
            failed.add(owners.get(i));
            if (!note.kind().equals(Effects.MAKE_AREA)) {
                refuse(note, "it holds what was put there since");
            }
        }
        return failed;
    }

    /** The directory may have got a mode that keeps us out; its own effect is older and comes later. */
    private Optional<MigrationException> again(TreeChange change) {
        TreePath parent = change.path().parent().orElse(TreePath.ROOT);
        Optional<TreeEntry> directory = target.stat(List.of(parent), context).get(0);
        List<TreeChange> both = new ArrayList<>();
        directory.ifPresent(entry -> both.add(new TreeChange.SetAttributes(TreeEntry.of(parent, entry.kind())
                .mode(entry.mode().orElse(0) | OWNER_ALL)
                .build())));
        both.add(change);
        List<EntryResult> results = target.apply(both, context);
        return results.get(results.size() - 1).failure();
    }

    private void refuse(Noted note, String why) {
        refused++;
        findings.report(Finding.error(
                "tree.changed-since",
                note.path().toString(),
                "This was left as it is, since " + why + ".",
                "Look at it, remove or restore it by hand, then roll back again."));
    }

    private Decision decide(Noted note, Map<TreePath, TreeEntry> there) {
        Optional<TreeEntry> now = Optional.ofNullable(there.get(note.path()));
        Optional<TreeEntry> kept = note.keep().map(there::get);
        return switch (note.kind()) {
            case Effects.CREATE -> uncreate(note, now);
            case Effects.REPLACE -> unreplace(note, now, kept);
            case Effects.ATTRIBUTES -> resetAttributes(note, now);
            case Effects.MAKE_DIRECTORY -> unmake(note, now);
            case Effects.MAKE_AREA -> unmake(note, now);
            case Effects.DELETE -> undelete(note, now, kept);
            case Effects.DELETE_DIRECTORY -> undeleteDirectory(note, now);
            default ->
                throw MigrationException.of(
                                ErrorCategory.INTERNAL,
                                "tree.unknown-effect",
                                "the journal holds an effect \"" + note.kind() + "\" that a copy does not have")
                        .build();
        };
    }

    private Decision uncreate(Noted note, Optional<TreeEntry> now) {
        if (now.isEmpty()) {
            return Decision.NOTHING;
        }
        return isOurs(note, now.get())
                ? Decision.of(new TreeChange.Delete(note.path()))
                : Decision.refuse("it was changed after it was copied");
    }

    private Decision unreplace(Noted note, Optional<TreeEntry> now, Optional<TreeEntry> kept) {
        if (kept.isEmpty()) {
            // it was not overwritten yet, or it is back already
            return Decision.NOTHING;
        }
        TreeEntry old = note.entry().orElseThrow();
        if (now.isEmpty() || isOurs(note, now.get()) || isSame(old, now.get())) {
            return Decision.of(new TreeChange.Rename(note.keep().orElseThrow(), note.path()));
        }
        return Decision.refuse("it was changed after it was copied");
    }

    private Decision resetAttributes(Noted note, Optional<TreeEntry> now) {
        TreeEntry old = note.entry().orElseThrow();
        if (now.isEmpty() || now.get().kind() != old.kind()) {
            return Decision.NOTHING;
        }
        if (!old.isDirectory() && !isOurs(note, now.get()) && !isSame(old, now.get())) {
            return Decision.refuse("its content was changed after its attributes were set");
        }
        return Decision.of(new TreeChange.SetAttributes(old));
    }

    private static Decision unmake(Noted note, Optional<TreeEntry> now) {
        // where something else is, the directory was not made yet, or is gone
        return now.filter(TreeEntry::isDirectory).isPresent()
                ? Decision.of(new TreeChange.Delete(note.path()))
                : Decision.NOTHING;
    }

    private Decision undelete(Noted note, Optional<TreeEntry> now, Optional<TreeEntry> kept) {
        TreeEntry old = note.entry().orElseThrow();
        if (kept.isEmpty()) {
            return now.isPresent() ? Decision.NOTHING : Decision.refuse("what was kept of it is gone");
        }
        if (now.isEmpty() || isSame(old, now.get())) {
            return Decision.of(new TreeChange.Rename(note.keep().orElseThrow(), note.path()));
        }
        return Decision.refuse("something else took its place");
    }

    private static Decision undeleteDirectory(Noted note, Optional<TreeEntry> now) {
        if (now.isPresent()) {
            return now.get().isDirectory() ? Decision.NOTHING : Decision.refuse("something else took its place");
        }
        return new Decision(
                List.of(
                        new TreeChange.MakeDirectory(note.path()),
                        new TreeChange.SetAttributes(note.entry().orElseThrow())),
                "");
    }

    /** Whether something is still what the copy wrote. */
    private boolean isOurs(Noted note, TreeEntry now) {
        if (note.after().map(after -> after.isMetBy(now, comparer)).orElse(false)) {
            return true;
        }
        After written = note.unit().map(unit -> actual(unit, note.path())).orElse(null);
        return written != null && written.isMetBy(now, comparer);
    }

    private boolean isSame(TreeEntry old, TreeEntry now) {
        return After.of(old, false).isMetBy(now, comparer);
    }

    /** What a unit wrote where that was not what had been listed. */
    private @org.jspecify.annotations.Nullable After actual(String unit, TreePath path) {
        if (!unit.equals(actualOf)) {
            actual.clear();
            actualOf = unit;
            JsonNode result = EntryJson.parse(context.units().result(unit).orElse("{}"));
            for (JsonNode one : result.path("actual")) {
                actual.put(one.path("p").asText(), After.read(one.path("after")));
            }
        }
        return actual.get(PathText.of(path));
    }

    /**
     * What is to be done about an effect.
     *
     * @param changes what undoes it, empty where nothing is left to undo
     * @param refusal why it is left, or an empty string
     */
    private record Decision(List<TreeChange> changes, String refusal) {
        static final Decision NOTHING = new Decision(List.of(), "");

        static Decision of(TreeChange change) {
            return new Decision(List.of(change), "");
        }

        static Decision refuse(String why) {
            return new Decision(List.of(), why);
        }
    }
}
