package io.godwit.core.internal.run;

import io.godwit.core.Plugins;
import io.godwit.spi.DataType;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepType;
import io.godwit.spi.TypedData;

/** Opens steps from their data. */
public final class StepFactory {
    private final Plugins plugins;

    /**
     * A factory.
     *
     * @param plugins who knows the types
     */
    public StepFactory(Plugins plugins) {
        this.plugins = plugins;
    }

    /**
     * Opens a step.
     *
     * @param data what it is
     * @return the step, for one thread
     * @throws MigrationException CONFIGURATION, {@code plugin.missing} and {@code step.bad-data}; COMPATIBILITY, {@code
     *     step.version-unsupported}
     */
    public Step open(TypedData data) {
        StepType type = plugins.stepType(data.type()).orElseThrow(() -> missing("step", data));
        checkVersion(type, data);
        return type.open(data);
    }

    /**
     * The failure for data whose type nobody knows.
     *
     * @param what a step, a check ...
     * @param data the data
     * @return CONFIGURATION, {@code plugin.missing}
     */
    public static MigrationException missing(String what, TypedData data) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "plugin.missing",
                        "no plugin knows the " + what + " \"" + data.type() + "\"")
                .subject(data.type())
                .remedy("Add the plugin that brings it.")
                .build();
    }

    /**
     * Fails where a type does not read a version of its data.
     *
     * @param type the type
     * @param data the data
     * @throws MigrationException COMPATIBILITY, {@code step.version-unsupported}
     */
    public static void checkVersion(DataType type, TypedData data) {
        if (data.version() < type.oldestVersion() || data.version() > type.version()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "step.version-unsupported",
                            "the plugin for \"" + data.type() + "\" reads versions " + type.oldestVersion() + " to "
                                    + type.version() + " of its data, and this is version " + data.version())
                    .subject(data.type())
                    .remedy("Use the version of the plugin that the plan was made with.")
                    .build();
        }
    }
}
