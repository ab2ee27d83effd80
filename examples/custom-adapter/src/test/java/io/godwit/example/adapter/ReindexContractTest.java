package io.godwit.example.adapter;

import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.StepContract;
import io.godwit.tck.TckContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ReindexContractTest extends StepContract {
    private MemoryTrees trees = new MemoryTrees();

    @Override
    protected StepType type() {
        return new ReindexType();
    }

    @Override
    public List<TypedData> versions() {
        return List.of(
                ReindexPlan.of(MemoryTrees.place("site"), "uploads", Map.of()).toData());
    }

    @Override
    protected void prepare() {
        trees = new MemoryTrees();
        trees.site("site", files());
    }

    Map<String, String> files() {
        return NotesSamples.SITE;
    }

    @Override
    protected StepContext newContext(long token, Optional<String> noted, int looks) {
        return ((TckContext) super.newContext(token, noted, looks)).with(trees);
    }

    @Override
    protected String state() {
        return trees.files(MemoryTrees.place("site")).toString();
    }
}
