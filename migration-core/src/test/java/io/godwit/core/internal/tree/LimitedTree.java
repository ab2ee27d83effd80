package io.godwit.core.internal.tree;

import io.godwit.spi.Cursor;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A local tree that can do less: what it lacks it neither tells nor keeps in order. */
final class LimitedTree extends HookedTree {
    private final FileTree tree;
    private final int concurrency;
    private final Set<Feature> lacks;

    LimitedTree(FileTree tree, int concurrency, Feature... lacks) {
        super(tree, call -> {});
        this.tree = tree;
        this.concurrency = concurrency;
        this.lacks = EnumSet.noneOf(Feature.class);
        Collections.addAll(this.lacks, lacks);
    }

    @Override
    public TreeCapabilities capabilities() {
        TreeCapabilities whole = tree.capabilities();
        Set<Feature> left = EnumSet.copyOf(whole.features());
        left.removeAll(lacks);
        return new TreeCapabilities(left, whole.timeResolution(), concurrency);
    }

    @Override
    public Optional<MigrationException> refusal(TreePath path) {
        return path.name().toString().equals("sparse")
                ? Optional.of(MigrationException.of(
                                ErrorCategory.COMPATIBILITY, "tree.name-refused", "this place takes no such name")
                        .remedy("Rename it.")
                        .build())
                : Optional.empty();
    }

    @Override
    public List<Finding> remarks(WorkContext context) {
        return List.of(Finding.warning("cloud.public", "here", "All can read it.", "Hide it."));
    }

    @Override
    public Cursor<TreeEntry> list(TreePath below, WorkContext context) {
        List<TreeEntry> all = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = tree.list(below, context)) {
            cursor.forEachRemaining(all::add);
        }
        if (lacks.contains(Feature.DIRECTORIES)) {
            all.removeIf(TreeEntry::isDirectory);
        }
        if (lacks.contains(Feature.SORTED_LISTING)) {
            Collections.shuffle(all, new Random(1));
        }
        return Cursor.of(all);
    }
}
