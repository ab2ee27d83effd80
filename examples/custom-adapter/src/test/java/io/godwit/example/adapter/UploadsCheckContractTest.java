package io.godwit.example.adapter;

import io.godwit.spi.CheckType;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreePath;
import io.godwit.spi.TypedData;
import io.godwit.spi.WritableFileTree;
import io.godwit.tck.CheckTypeContract;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import java.util.List;

class UploadsCheckContractTest extends CheckTypeContract {
    private MemoryTrees trees = new MemoryTrees();

    @Override
    protected CheckType type() {
        return new UploadsCheckType();
    }

    @Override
    protected void prepare() {
        trees = new MemoryTrees();
        trees.site("site", NotesSamples.SITE);
    }

    @Override
    protected void spoil() {
        TckContext context = newContext();
        try (WritableFileTree tree = context.writableTree(MemoryTrees.place("site"))) {
            tree.apply(List.of(new TreeChange.Delete(TreePath.of("uploads/c.png"))), context);
        }
    }

    @Override
    public List<TypedData> versions() {
        return List.of(UploadsCheckType.data(MemoryTrees.place("site"), "uploads", new NotesSite.Uploads(3, 11)));
    }

    @Override
    protected String state() {
        return trees.files(MemoryTrees.place("site")).toString();
    }

    @Override
    protected TckContext newContext() {
        return new TckContext().with(trees);
    }
}
