package io.godwit.core.internal.data;

import io.godwit.core.internal.run.UnitLedger;
import io.godwit.spi.Cursor;
import io.godwit.spi.WorkResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A ledger that survives the death of what writes it, as a journal on disk would. Thread-safe. */
final class MemoryLedger {
    private final Map<String, String> done = new LinkedHashMap<>();
    private final Map<String, UnitLedger.Effect> effects = new LinkedHashMap<>();

    /** The ledger as one process sees it. */
    UnitLedger seenBy(Faults faults) {
        return new View(faults);
    }

    synchronized Map<String, String> results() {
        return new LinkedHashMap<>(done);
    }

    synchronized boolean isEmpty() {
        return done.isEmpty() && effects.isEmpty();
    }

    private final class View implements UnitLedger {
        private final Faults faults;

        View(Faults faults) {
            this.faults = faults;
        }

        private void write(String place, Runnable change) {
            faults.hit("ledger-before-" + place);
            synchronized (MemoryLedger.this) {
                change.run();
            }
            faults.hit("ledger-after-" + place);
        }

        @Override
        public boolean isDone(String unit) {
            synchronized (MemoryLedger.this) {
                return done.containsKey(unit);
            }
        }

        @Override
        public Optional<String> result(String unit) {
            synchronized (MemoryLedger.this) {
                return Optional.ofNullable(done.get(unit));
            }
        }

        @Override
        public void intend(String unit, List<Effect> intended) {
            write(
                    "intend",
                    () -> intended.forEach(
                            effect -> effects.putIfAbsent(unit + " " + effect.kind() + " " + effect.object(), effect)));
        }

        @Override
        public void done(String unit, WorkResult result) {
            write("done", () -> done.put(unit, result.json()));
        }

        @Override
        public void reopen(String unit) {
            write("reopen", () -> done.remove(unit));
        }

        @Override
        public Cursor<Effect> effects() {
            synchronized (MemoryLedger.this) {
                List<Effect> newest = new ArrayList<>(effects.values());
                Collections.reverse(newest);
                return Cursor.of(newest);
            }
        }

        @Override
        public Cursor<FinishedUnit> finished() {
            synchronized (MemoryLedger.this) {
                List<FinishedUnit> finished = new ArrayList<>();
                done.forEach((unit, json) -> finished.add(new FinishedUnit(unit, json)));
                return Cursor.of(finished);
            }
        }

        @Override
        public void undone(List<Effect> undone) {
            throw new UnsupportedOperationException("no step here undoes single effects");
        }

        @Override
        public void clear() {
            write("clear", () -> {
                done.clear();
                effects.clear();
            });
        }
    }
}
