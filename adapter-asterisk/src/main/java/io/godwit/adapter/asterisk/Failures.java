package io.godwit.adapter.asterisk;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;

/** What the parts of this plugin fail with. */
final class Failures {
    private Failures() {}

    /** Data of a step or check that is not what this plugin writes. */
    static MigrationException badStep(String type, RuntimeException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "step.bad-data",
                        "the data of \"" + type + "\" is not what this plugin writes")
                .subject(type)
                .remedy("Make the plan anew with the plugin that is installed.")
                .cause(cause)
                .build();
    }

    /** Data of a transform that is not what this plugin writes. */
    static MigrationException badTransform(String type, RuntimeException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "transform.bad-data",
                        "the data of \"" + type + "\" is not what this plugin writes")
                .subject(type)
                .remedy("Make the plan anew with the plugin that is installed.")
                .cause(cause)
                .build();
    }
}
