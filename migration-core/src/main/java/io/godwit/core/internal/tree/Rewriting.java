package io.godwit.core.internal.tree;

import io.godwit.core.Plugins;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Transform;
import io.godwit.spi.TransformType;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The transforms of a step, one after the other. Thread-safe. */
final class Rewriting {
    private final List<Transform> transforms;

    private Rewriting(List<Transform> transforms) {
        this.transforms = transforms;
    }

    static Rewriting open(List<TypedData> data, Plugins plugins) {
        List<Transform> transforms = new ArrayList<>();
        for (TypedData one : data) {
            TransformType type = plugins.transformType(one.type())
                    .orElseThrow(() -> MigrationException.of(
                                    ErrorCategory.CONFIGURATION,
                                    "plugin.missing",
                                    "no plugin knows the transform \"" + one.type() + "\"")
                            .subject(one.type())
                            .remedy("Add the plugin that brings it.")
                            .build());
            if (one.version() < type.oldestVersion() || one.version() > type.version()) {
                throw MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "plugin.version-unreadable",
                                "the transform \"" + one.type() + "\" reads versions " + type.oldestVersion() + " to "
                                        + type.version() + ", not " + one.version())
                        .subject(one.type())
                        .remedy("Use the plugin's version that the plan was made with.")
                        .build();
            }
            transforms.add(type.open(one));
        }
        return new Rewriting(List.copyOf(transforms));
    }

    List<String> describe() {
        return transforms.stream().map(Transform::describe).toList();
    }

    boolean concerns(TreeEntry entry) {
        return entry.isFile() && transforms.stream().anyMatch(transform -> transform.concerns(entry));
    }

    /** The content after all transforms; the same object where none changes it. */
    FileContent apply(TreeEntry entry, FileContent content) {
        FileContent now = content;
        for (Transform transform : transforms) {
            if (transform.concerns(entry)) {
                Optional<FileContent> rewritten = transform.rewrite(entry, now);
                now = rewritten.orElse(now);
            }
        }
        return now;
    }
}
