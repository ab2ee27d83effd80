package io.godwit.cli;

import io.godwit.core.Capsule;
import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Reads a side from a capsule instead of from itself. */
final class StagedOptions {
    @Option(
            names = "--staged",
            paramLabel = "CAPSULE",
            description = "Read what this capsule holds from there; its site is not reached. A path or a URL.")
    @Nullable
    String capsule;

    @Option(
            names = "--capsule-key",
            paramLabel = "REFERENCE",
            description = "Where the key of an encrypted capsule is: env:NAME, file:PATH, keystore:ALIAS, ...")
    @Nullable
    String key;

    /** The migration with all sides that the capsule holds. */
    MigrationSpec apply(MigrationSpec spec, Migrator migrator) {
        return capsule == null ? spec : spec.stagedIn(migrator.capsule(CapsuleUrl.of(capsule, key)));
    }

    /** The migration with the source that the capsule holds; its destination is the real one. */
    MigrationSpec applySource(MigrationSpec spec, Migrator migrator) {
        return capsule == null
                ? spec
                : spec.stagedIn(migrator.capsule(CapsuleUrl.of(capsule, key)).only(Capsule.SOURCE));
    }
}
