package io.godwit.core.internal.run;

import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A ledger in memory, for what is looked at outside a session. Thread-safe. */
final class EphemeralLedger implements UnitLedger {
    private final Map<String, String> results = new LinkedHashMap<>();
    private final Set<Effect> effects = new LinkedHashSet<>();

    @Override
    public synchronized boolean isDone(String unit) {
        return results.containsKey(unit);
    }

    @Override
    public synchronized Optional<String> result(String unit) {
        return Optional.ofNullable(results.get(unit));
    }

    @Override
    public synchronized void intend(String unit, List<Effect> intended) {
        effects.addAll(intended);
    }

    @Override
    public synchronized void done(String unit, WorkResult result) {
        results.put(unit, result.json());
    }

    @Override
    public synchronized void reopen(String unit) {
        results.remove(unit);
    }

    @Override
    public synchronized Cursor<Effect> effects() {
        List<Effect> newestFirst = new ArrayList<>(effects);
        Collections.reverse(newestFirst);
        return Cursor.of(newestFirst);
    }

    @Override
    public synchronized Cursor<FinishedUnit> finished() {
        List<FinishedUnit> units = new ArrayList<>();
        results.forEach((unit, json) -> units.add(new FinishedUnit(unit, json)));
        return Cursor.of(units);
    }

    @Override
    public synchronized void undone(List<Effect> done) {
        done.forEach(effects::remove);
    }

    @Override
    public synchronized void clear() {
        results.clear();
        effects.clear();
    }
}
