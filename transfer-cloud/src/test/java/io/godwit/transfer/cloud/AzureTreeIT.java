package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;

/** The contract of trees over Azurite. Azure refuses backslashes, control characters and names that end with a dot. */
class AzureTreeIT extends FileTreeContract {
    @Override
    protected TransferMethod method() {
        return new AzureTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return CloudLab.Azure.newPlace();
    }

    @Override
    protected TckContext newContext() {
        return CloudLab.Azure.context();
    }

    @Override
    public boolean mayRefuse(String name) {
        return name.contains("\\") || name.endsWith(".") || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
    }
}
