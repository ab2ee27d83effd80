package io.godwit.adapter.web;

import io.godwit.spi.StepContext;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.StepContract;
import io.godwit.tck.TckContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class MaintenanceContractTest extends StepContract {
    private MemoryTrees trees = new MemoryTrees();

    @Override
    protected StepType type() {
        return new MaintenanceType();
    }

    @Override
    public List<TypedData> versions() {
        return List.of(new MaintenanceType.Work(Place.of(MemoryTrees.place("site")), true, "PT2H").data());
    }

    @Override
    protected void prepare() {
        trees = new MemoryTrees();
        trees.site("site", Map.of("index.php", "<?php"));
    }

    @Override
    protected StepContext newContext(long token, Optional<String> noted, int looks) {
        return ((TckContext) super.newContext(token, noted, looks)).with(trees);
    }

    @Override
    protected String state() {
        // the time in it is the run's own
        return trees.files(MemoryTrees.place("site")).keySet().toString();
    }
}
