package io.godwit.transfer.cloud;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Set;

/** Opens prefixes of S3 buckets, of Amazon's service and of others that speak its protocol. Thread-safe. */
public final class S3TransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public S3TransferMethod() {}

    @Override
    public String id() {
        return "s3";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("s3");
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        S3Place place = S3Place.of(location);
        S3Store store = S3Store.open(place, context);
        boolean usable = false;
        try {
            Keys keys = new Keys(place.prefix(), store.sizes().key());
            int callers = Math.max(1, context.limits().parallelism());
            FileTree tree;
            if (access == Access.WRITE) {
                tree = new WritableObjectTree(store, keys, place.connections(), callers, place.options());
            } else {
                ObjectTree reading = new ObjectTree(store, keys, place.connections(), callers);
                reading.requireRoot();
                tree = reading;
            }
            usable = true;
            return tree;
        } finally {
            if (!usable) {
                store.close();
            }
        }
    }
}
