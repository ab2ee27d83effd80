package io.godwit.example.adapter;

import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.StepContract;
import io.godwit.tck.TckContext;
import java.util.Map;

class ReindexContractTest extends StepContract {
    private MemoryTrees trees = new MemoryTrees();

    @Override
    protected StepType type() {
        return new ReindexType();
    }

    @Override
    protected TypedData data() {
        return ReindexPlan.of(MemoryTrees.place("site"), "uploads", Map.of()).toData();
    }

    @Override
    protected TckContext prepare() {
        trees = new MemoryTrees();
        trees.site("site", files());
        return new TckContext().with(trees);
    }

    Map<String, String> files() {
        return NotesSamples.SITE;
    }

    @Override
    protected Object state() {
        return trees.files(MemoryTrees.place("site"));
    }
}
