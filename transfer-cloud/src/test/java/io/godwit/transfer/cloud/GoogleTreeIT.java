package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;

/** The contract of trees over fake-gcs-server. Google refuses line ends. */
class GoogleTreeIT extends FileTreeContract {
    @Override
    protected TransferMethod method() {
        return new GoogleTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return CloudLab.Google.newPlace();
    }

    @Override
    protected TckContext newContext() {
        return CloudLab.Google.context();
    }

    @Override
    public boolean mayRefuse(String name) {
        return name.contains("\n") || name.contains("\r");
    }
}
