package io.godwit.spi;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What belongs to a site: the trees and databases that are pulled when it is staged into a capsule or backed up. Immutable.
 *
 * @param trees directories, each with what of it belongs to the site
 * @param databases its databases
 */
@Incubating
public record Holdings(List<Tree> trees, List<Location> databases) {
    /** Checks the parts. */
    public Holdings {
        trees = List.copyOf(trees);
        databases = List.copyOf(databases);
        if (trees.stream().map(Tree::name).distinct().count() != trees.size()) {
            throw new IllegalArgumentException("two trees have one name");
        }
    }

    /**
     * What a site names itself: the root of its files, as {@code files}, and its databases.
     *
     * @param site the site
     * @return all of that
     */
    public static Holdings of(Site site) {
        List<Tree> trees = new ArrayList<>();
        site.files().ifPresent(root -> trees.add(new Tree("files", root, Selection.ALL)));
        return new Holdings(trees, site.databases());
    }

    /**
     * A directory that belongs to a site. Immutable.
     *
     * @param name tells it from the others, lower-case words with dashes
     * @param root where it is
     * @param selection what of it belongs to the site
     * @param isConfiguration whether it holds configuration rather than what people made
     */
    public record Tree(String name, Location root, Selection selection, boolean isConfiguration) {
        /** Checks the parts. */
        public Tree {
            Checks.id(name);
            Objects.requireNonNull(root, "root");
            Objects.requireNonNull(selection, "selection");
        }

        /**
         * A directory of what people made.
         *
         * @param name tells it from the others, lower-case words with dashes
         * @param root where it is
         * @param selection what of it belongs to the site
         */
        public Tree(String name, Location root, Selection selection) {
            this(name, root, selection, false);
        }
    }
}
