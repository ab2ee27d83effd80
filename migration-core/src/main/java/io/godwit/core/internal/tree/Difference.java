package io.godwit.core.internal.tree;

import java.util.Locale;

/** In what an entry differs from its counterpart. */
public enum Difference {
    /** One is a file, the other something else. */
    KIND,
    /** The sizes. */
    SIZE,
    /** The modification times, beyond what the coarser side can tell apart. */
    TIME,
    /** Where the links point to. */
    TARGET,
    /** The permission bits. */
    MODE,
    /** The owner or group. */
    OWNER,
    /** The extended attributes. */
    EXTENDED,
    /** The contents. */
    CONTENT;

    /**
     * The difference for people.
     *
     * @return one word
     */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
