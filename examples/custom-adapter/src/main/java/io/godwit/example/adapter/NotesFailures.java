package io.godwit.example.adapter;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.util.Optional;

/** What the parts of this plugin fail with. */
final class NotesFailures {
    private NotesFailures() {}

    /** Data of a step or check that is not what this plugin writes. */
    static MigrationException badStep(String type, RuntimeException cause) {
        return badData("step.bad-data", type, cause);
    }

    /** Data of a transform that is not what this plugin writes. */
    static MigrationException badTransform(String type, RuntimeException cause) {
        return badData("transform.bad-data", type, cause);
    }

    private static MigrationException badData(String code, String type, RuntimeException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        code,
                        "the data of \"" + type + "\" is not what this plugin writes")
                .subject(type)
                .remedy("Make the plan anew with the plugin that is installed.")
                .cause(cause)
                .build();
    }

    static MigrationException badParameter(String name, String why) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "operation.bad-parameter", "\"" + name + "\" " + why)
                .subject(name)
                .remedy("List the operation's parameters with \"operations\".")
                .build();
    }

    static Location required(Optional<Location> place, String key) {
        return place.orElseThrow(() -> MigrationException.of(
                        ErrorCategory.CONFIGURATION, "operation.bad-parameter", "it takes a place to work at")
                .subject(key)
                .remedy("Add " + key + ".")
                .build());
    }
}
