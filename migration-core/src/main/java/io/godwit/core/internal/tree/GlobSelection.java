package io.godwit.core.internal.tree;

import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import io.godwit.spi.TreePath;
import java.util.List;

/** A {@link Selection} that is ready to be asked. Immutable. */
public final class GlobSelection {
    private final List<Glob> include;
    private final List<Glob> exclude;

    private GlobSelection(List<Glob> include, List<Glob> exclude) {
        this.include = include;
        this.exclude = exclude;
    }

    /**
     * Reads the patterns.
     *
     * @param selection any
     * @return the matcher
     * @throws MigrationException CONFIGURATION, {@code selection.bad-pattern}
     */
    public static GlobSelection of(Selection selection) {
        return new GlobSelection(
                selection.include().stream().map(Glob::of).toList(),
                selection.exclude().stream().map(Glob::of).toList());
    }

    /**
     * Whether a path is taken, seen with all directories above it.
     *
     * @param path any but the root
     * @param directory whether it is a directory
     * @return true where neither it nor a directory above is excluded, and it or a directory above is included
     */
    public boolean takes(TreePath path, boolean directory) {
        boolean taken = include.isEmpty();
        TreePath at = path;
        boolean isDirectory = directory;
        while (!at.isRoot()) {
            if (excludes(at, isDirectory)) {
                return false;
            }
            taken = taken || includes(at, isDirectory);
            at = at.parent().orElseThrow();
            isDirectory = true;
        }
        return taken;
    }

    /** Whether a pattern names this very path to be left out. */
    boolean excludes(TreePath path, boolean directory) {
        return exclude.stream().anyMatch(glob -> glob.matches(path, directory));
    }

    /** Whether a pattern names this very path to be taken, or everything is taken. */
    boolean includes(TreePath path, boolean directory) {
        return include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(path, directory));
    }
}
