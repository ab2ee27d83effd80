package io.godwit.transfer.cloud;

import io.godwit.spi.Access;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Optional;
import java.util.Set;

/** Opens prefixes of buckets of Google Cloud Storage. Thread-safe. */
public final class GoogleTransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public GoogleTransferMethod() {}

    @Override
    public String id() {
        return "google-storage";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("gs");
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        GooglePlace place = GooglePlace.of(location);
        return ObjectTrees.open(GoogleStore.open(place, context), location, access, context);
    }

    @Override
    public Optional<DirectRoute> route(Location from, Location to, WorkContext context) {
        return WithinService.between(from, to, location -> GoogleStore.open(GooglePlace.of(location), context));
    }
}
