package io.godwit.core.internal.host;

import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.tck.HostContract;

/** The contract of machines, for this one. */
class LocalHostContractTest extends HostContract {
    @Override
    protected HostConnector connector() {
        return new LocalHostConnector();
    }

    @Override
    protected Location location() {
        return Location.of("file:///");
    }
}
