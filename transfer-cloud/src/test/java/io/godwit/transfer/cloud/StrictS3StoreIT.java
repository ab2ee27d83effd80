package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.tck.TckContext;

/** What is S3's own, against versitygw. */
class StrictS3StoreIT extends S3StoreRules {
    @Override
    Location place(String uri) {
        return CloudLab.S3.place(uri);
    }

    @Override
    boolean keepsFilesThatAreDirectories() {
        return false; // it keeps objects as files
    }

    @Override
    TckContext context() {
        return CloudLab.S3.context();
    }
}
