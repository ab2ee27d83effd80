package io.godwit.core.internal.host;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Host;
import io.godwit.spi.HostConnector;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.util.Set;

/** Stands on this machine, as the user who runs this process. Thread-safe. */
public final class LocalHostConnector implements HostConnector {
    /** For the service loader. */
    public LocalHostConnector() {}

    @Override
    public String id() {
        return "local";
    }

    @Override
    public Set<String> schemes() {
        return Set.of("file", "local");
    }

    @Override
    public Host connect(Location location, WorkContext context) {
        if (location.via().isPresent()) {
            throw unfit(location, "this machine is not reached through another", "Leave \"via\" out.");
        }
        if (location.becomeUser().isPresent()) {
            throw unfit(
                    location,
                    "on this machine nobody else is become",
                    "Run Godwit as that user, or reach this machine by ssh.");
        }
        if (location.uri().getHost() != null && !location.uri().getHost().equalsIgnoreCase("localhost")) {
            throw unfit(location, "this scheme names this machine and no other", "Use ssh for another machine.");
        }
        if (!location.settings().isEmpty()) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "location.unknown-setting",
                            "\"" + location + "\" has settings, which this machine does not take: "
                                    + String.join(", ", location.settings().keySet()))
                    .subject(location.toString())
                    .remedy("Remove them.")
                    .build();
        }
        return new LocalHost();
    }

    private static MigrationException unfit(Location location, String why, String remedy) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "location.not-local",
                        "\"" + location + "\" cannot be used: " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }
}
