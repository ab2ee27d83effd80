package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import java.util.UUID;

/** The contract of trees in tbz2 archives, which lie in memory. */
class Tbz2TreeTest extends FileTreeContract {
    private final MemoryTrees memory = new MemoryTrees();

    @Override
    protected TransferMethod method() {
        return new ArchiveTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return Location.of("tbz2:memory:/" + UUID.randomUUID() + "/site.archive");
    }

    @Override
    protected TckContext newContext() {
        return new TckContext().with(memory);
    }
}
