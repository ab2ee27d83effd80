package io.godwit.core.internal.tree;

import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is under one name on both sides; at least one of them is there. Immutable. */
public final class EntryPair {
    private final @Nullable TreeEntry source;
    private final @Nullable TreeEntry target;

    EntryPair(@Nullable TreeEntry source, @Nullable TreeEntry target) {
        this.source = source;
        this.target = target;
    }

    /**
     * What the source has.
     *
     * @return the entry, or empty
     */
    public Optional<TreeEntry> source() {
        return Optional.ofNullable(source);
    }

    /**
     * What the destination has.
     *
     * @return the entry, or empty
     */
    public Optional<TreeEntry> target() {
        return Optional.ofNullable(target);
    }

    /**
     * The one that is there, the source's where both are.
     *
     * @return the entry
     */
    public TreeEntry either() {
        TreeEntry first = source == null ? target : source;
        if (first == null) {
            throw new IllegalStateException("a pair of nothing");
        }
        return first;
    }

    /**
     * The name.
     *
     * @return the path
     */
    public TreePath path() {
        return either().path();
    }
}
