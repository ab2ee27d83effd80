package io.godwit.adapter.web.replace;

import java.util.EnumSet;
import java.util.Set;

/** What became of a text. Immutable. */
public final class Replacement {
    private final byte[] value;
    private final boolean changed;
    private final int count;
    private final Set<Problem> problems;

    Replacement(byte[] value, boolean changed, int count, Set<Problem> problems) {
        this.value = value;
        this.changed = changed;
        this.count = count;
        this.problems = problems.isEmpty() ? Set.of() : java.util.Collections.unmodifiableSet(EnumSet.copyOf(problems));
    }

    /**
     * The text.
     *
     * @return the array itself, not a copy, holding the new text; where nothing was changed, the bytes that were given
     */
    public byte[] value() {
        return value;
    }

    /**
     * Whether anything was replaced.
     *
     * @return true where the value differs from what was given
     */
    public boolean isChanged() {
        return changed;
    }

    /**
     * How often something was replaced.
     *
     * @return the number of places
     */
    public int count() {
        return count;
    }

    /**
     * Why something was left as it is.
     *
     * @return unmodifiable; empty where nothing was
     */
    public Set<Problem> problems() {
        return problems;
    }
}
