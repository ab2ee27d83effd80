package io.godwit.core.internal.data;

import io.godwit.core.Plugins;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;

/** Opens the transforms of a step. */
final class Transforms {
    private Transforms() {}

    /**
     * Opens transforms.
     *
     * @param stored what to open, in order
     * @param plugins who knows them
     * @return in the same order
     * @throws MigrationException CONFIGURATION: {@code plugin.missing}, {@code plugin.version-unsupported}, {@code transform.bad-data}
     */
    static List<Transform> open(List<TypedData> stored, Plugins plugins) {
        List<Transform> transforms = new ArrayList<>();
        for (TypedData data : stored) {
            TransformType type = plugins.transformType(data.type())
                    .orElseThrow(() -> MigrationException.of(
                                    ErrorCategory.CONFIGURATION,
                                    "plugin.missing",
                                    "no plugin knows the transform \"" + data.type() + "\"")
                            .subject(data.type())
                            .remedy("Add the plugin that brings it.")
                            .build());
            if (data.version() < type.oldestVersion() || data.version() > type.version()) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "plugin.version-unsupported",
                                "the transform \"" + data.type() + "\" is stored in version " + data.version()
                                        + "; this plugin reads " + type.oldestVersion() + " to " + type.version())
                        .subject(data.type())
                        .remedy("Use the version of the plugin that the plan was made with.")
                        .build();
            }
            transforms.add(type.open(data));
        }
        return transforms;
    }
}
