package io.godwit.adapter.web;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.util.Optional;

/** Failures of this module. */
final class WebFailures {
    private WebFailures() {}

    static MigrationException badData(String code, String type, Exception cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        code,
                        "the data of \"" + type + "\" cannot be read: " + cause.getMessage())
                .subject(type)
                .remedy("Make the plan again.")
                .cause(cause)
                .build();
    }

    static Location required(Optional<Location> place, String key) {
        return place.orElseThrow(() -> MigrationException.of(
                        ErrorCategory.CONFIGURATION, "spec.one-sided", "the specification says nothing of " + key)
                .subject(key)
                .remedy("Add " + key + ".")
                .build());
    }
}
