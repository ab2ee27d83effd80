package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;

/** The contract of trees over versitygw, which checks signatures, checksums and parts. */
class StrictS3TreeIT extends FileTreeContract {
    @Override
    protected TransferMethod method() {
        return new S3TransferMethod();
    }

    @Override
    protected Location newPlace() {
        return CloudLab.S3.newPlace();
    }

    @Override
    protected TckContext newContext() {
        return CloudLab.S3.context();
    }

    @Override
    public boolean mayRefuse(String name) {
        return false;
    }
}
