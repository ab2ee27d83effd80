package io.godwit.transfer.cloud;

import io.godwit.spi.Access;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Optional;
import java.util.Set;

/** Opens prefixes of containers of Azure's blob storage. Thread-safe. */
public final class AzureTransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public AzureTransferMethod() {}

    @Override
    public String id() {
        return "azure-blob";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("azblob");
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        AzurePlace place = AzurePlace.of(location);
        return ObjectTrees.open(AzureStore.open(place, context), location, access, context);
    }

    @Override
    public Optional<DirectRoute> route(Location from, Location to, WorkContext context) {
        return WithinService.between(from, to, location -> AzureStore.open(AzurePlace.of(location), context));
    }
}
