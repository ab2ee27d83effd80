package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import java.util.UUID;

/** The contract of trees in tzst archives, which lie in memory. */
class TzstTreeTest extends FileTreeContract {
    private final MemoryTrees memory = new MemoryTrees();

    @Override
    protected TransferMethod method() {
        return new ArchiveTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return Location.of("tzst:memory:/" + UUID.randomUUID() + "/site.archive");
    }

    @Override
    protected TckContext newContext() {
        return new TckContext().with(memory);
    }
}
