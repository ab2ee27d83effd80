package io.godwit.core.internal.spec;

import io.godwit.core.internal.spec.Node.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The entries of a mapping as they are read: of a key that comes again the first one counts, and the other is a fault. */
final class KeyedEntries {
    private final Faults faults;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    KeyedEntries(Faults faults) {
        this.faults = faults;
    }

    void add(Entry entry) {
        Entry first = entries.putIfAbsent(entry.key(), entry);
        if (first != null) {
            faults.add(
                    entry.at(),
                    "",
                    "spec.duplicate-key",
                    "the key \"" + SpecLimits.key(entry.key()) + "\" stands here again, after line "
                            + first.at().line(),
                    "Keep one of them.");
        }
    }

    List<Entry> list() {
        return new ArrayList<>(entries.values());
    }
}
