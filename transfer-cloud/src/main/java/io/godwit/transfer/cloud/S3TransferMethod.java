package io.godwit.transfer.cloud;

import io.godwit.spi.Access;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Optional;
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
        return ObjectTrees.open(S3Store.open(place, context), location, access, context);
    }

    @Override
    public Optional<DirectRoute> route(Location from, Location to, WorkContext context) {
        return WithinService.between(from, to, location -> S3Store.open(S3Place.of(location), context));
    }
}
