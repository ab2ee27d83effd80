package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.tck.TckContext;

/** What is S3's own, against S3Mock. */
class S3StoreIT extends S3StoreRules {
    @Override
    Location place(String uri) {
        return S3MockServer.shared().place(uri).withSetting("sorted_listing", "false");
    }

    @Override
    TckContext context() {
        return S3MockServer.context();
    }
}
