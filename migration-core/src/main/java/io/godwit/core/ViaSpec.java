package io.godwit.core;

import io.godwit.spi.Location;
import java.util.Objects;

/** Through what a database is reached. */
public sealed interface ViaSpec {
    /**
     * Nothing was said: a database on this very name ({@code localhost}, {@code 127.0.0.1}) of a site on an SSH host is reached
     * through that host, any other directly.
     */
    ViaSpec AUTO = new Auto();
    /** Reached from this machine. */
    ViaSpec DIRECT = new Direct();
    /** Reached through the host of the site. */
    ViaSpec SITE = new SiteHost();

    /** Nothing was said. */
    record Auto() implements ViaSpec {}

    /** From this machine: {@code via: none}. */
    record Direct() implements ViaSpec {}

    /** Through the host of the site: {@code via: ssh}. */
    record SiteHost() implements ViaSpec {}

    /**
     * Through another place.
     *
     * @param location where to stand first
     */
    record Place(Location location) implements ViaSpec {
        /** Checks the part. */
        public Place {
            Objects.requireNonNull(location, "location");
        }
    }
}
