package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;

/** The contract of trees over S3Mock, which sorts keys as Java does and whose web server takes no backslash. */
class S3TreeIT extends FileTreeContract {
    @Override
    protected TransferMethod method() {
        return new S3TransferMethod();
    }

    @Override
    protected Location newPlace() {
        return S3MockServer.shared().newPlace().withSetting("sorted_listing", "false");
    }

    @Override
    protected TckContext newContext() {
        return S3MockServer.context();
    }

    @Override
    public boolean mayRefuse(String name) {
        return name.contains("\\");
    }
}
