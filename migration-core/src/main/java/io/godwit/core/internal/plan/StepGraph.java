package io.godwit.core.internal.plan;

import com.google.common.graph.GraphBuilder;
import com.google.common.graph.Graphs;
import com.google.common.graph.MutableGraph;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts steps in order: by phase, within a phase as they were added, and what is hung on another directly before or after it. One
 * thread at a time.
 */
final class StepGraph {
    private final Map<String, StepDraft> drafts = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final MutableGraph<String> order =
            GraphBuilder.directed().allowsSelfLoops(false).build();
    private final Map<Phase, String> last = new EnumMap<>(Phase.class);
    private final Map<String, String> lastAfter = new HashMap<>();
    /** The steps of each set, by its name. */
    private final Map<String, List<String>> sets = new HashMap<>();

    /** Adds a step behind those of its phase. */
    void add(StepDraft draft) {
        put(draft);
        String before = last.put(draft.phase(), draft.name());
        if (before != null) {
            order.putEdge(before, draft.name());
        }
    }

    /** Adds a step of a set. */
    void add(String set, StepDraft draft) {
        add(draft);
        sets.computeIfAbsent(set, name -> new ArrayList<>()).add(draft.name());
    }

    /** The step that a name means: itself, or the first of a set. */
    StepDraft first(String target) {
        return named(target, true);
    }

    /** The step that a name means: itself, or the last of a set. */
    StepDraft last(String target) {
        return named(target, false);
    }

    private StepDraft named(String target, boolean wantsFirst) {
        StepDraft draft = drafts.get(target);
        if (draft != null) {
            return draft;
        }
        Comparator<StepDraft> byTime =
                Comparator.comparing(StepDraft::phase).thenComparing(step -> numbers.getOrDefault(step.name(), 0));
        return sets.getOrDefault(target, List.of()).stream()
                .map(name -> java.util.Objects.requireNonNull(drafts.get(name)))
                .min(wantsFirst ? byTime : byTime.reversed())
                .orElseThrow(() -> MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "pipeline.unknown-target",
                                "something is hung on \"" + target + "\", and there is no step or set of that name")
                        .subject(target)
                        .remedy("Name one of: " + String.join(", ", known()) + ".")
                        .build());
    }

    private Set<String> known() {
        Set<String> names = new TreeSet<>(drafts.keySet());
        names.addAll(sets.keySet());
        return names;
    }

    /** Adds a step directly before another. */
    void before(String target, StepDraft draft) {
        put(draft);
        for (String previous : List.copyOf(order.predecessors(target))) {
            order.putEdge(previous, draft.name());
        }
        order.putEdge(draft.name(), target);
    }

    /** Adds a step directly after another, and after those that were added so before. */
    void after(String target, StepDraft draft) {
        put(draft);
        String anchor = lastAfter.getOrDefault(target, target);
        for (String next : List.copyOf(order.successors(anchor))) {
            order.putEdge(draft.name(), next);
        }
        order.putEdge(anchor, draft.name());
        lastAfter.put(target, draft.name());
        if (anchor.equals(last.get(draft.phase()))) {
            last.put(draft.phase(), draft.name());
        }
    }

    private void put(StepDraft draft) {
        if (drafts.putIfAbsent(draft.name(), draft) != null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "pipeline.duplicate-step",
                            "two steps are called \"" + draft.name() + "\"")
                    .subject(draft.name())
                    .remedy("Give each step and each set a name of its own.")
                    .build();
        }
        numbers.put(draft.name(), numbers.size());
        order.addNode(draft.name());
    }

    /** All steps, each after what has to come before it, else as they were added. */
    List<StepDraft> sorted() {
        if (Graphs.hasCycle(order)) {
            throw new IllegalStateException("steps wait for each other: " + order.edges());
        }
        Comparator<String> byPlace = Comparator.comparing((String name) ->
                        java.util.Objects.requireNonNull(drafts.get(name)).phase())
                .thenComparing(name -> numbers.getOrDefault(name, 0));
        Map<String, Integer> waitsFor = new HashMap<>();
        TreeSet<String> ready = new TreeSet<>(byPlace);
        for (String name : order.nodes()) {
            waitsFor.put(name, order.inDegree(name));
            if (order.inDegree(name) == 0) {
                ready.add(name);
            }
        }
        List<StepDraft> result = new ArrayList<>();
        while (!ready.isEmpty()) {
            String name = java.util.Objects.requireNonNull(ready.pollFirst());
            result.add(java.util.Objects.requireNonNull(drafts.get(name)));
            for (String next : order.successors(name)) {
                if (waitsFor.merge(next, -1, Integer::sum) == 0) {
                    ready.add(next);
                }
            }
        }
        return result;
    }
}
