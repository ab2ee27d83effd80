package io.godwit.cli;

import io.godwit.core.MigrationSpec;
import io.godwit.core.Migrator;
import io.godwit.core.StageOptions;
import io.godwit.core.StageOptions.Side;
import io.godwit.core.Staged;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pulls a side into a capsule. */
@Command(
        name = "stage",
        mixinStandardHelpOptions = true,
        description = {
            "Pulls the source, the destination or both into a capsule: a directory, one file (tar:/path/site.tar), a"
                    + " bucket.",
            "inspect, compare, plan and run then work from it, with --staged, when the site is out of reach.",
            "Exit status 3 where something could not be read, and is missing."
        })
final class StageCommand implements Callable<Integer> {
    /** What is pulled. */
    enum Which {
        SOURCE,
        DESTINATION,
        BOTH
    }

    @Mixin
    CommonOptions common = new CommonOptions();

    @Mixin
    SpecArgument spec = new SpecArgument();

    @Option(names = "--to", paramLabel = "PLACE", required = true, description = "Where to: a path or a URL.")
    String to = "";

    @Option(
            names = "--side",
            paramLabel = "SIDE",
            description = "source, destination or both (default: source).",
            defaultValue = "source")
    Which side = Which.SOURCE;

    @Option(
            names = "--capsule-key",
            paramLabel = "REFERENCE",
            description =
                    "Encrypt it (AES-256-GCM) with the secret that is there: env:NAME, file:PATH, keystore:ALIAS, ...")
    @Nullable
    String key;

    @Option(names = "--replace", description = "Replace a capsule that is there.")
    boolean replace;

    @Override
    public Integer call() {
        Console console = common.console();
        MigrationSpec loaded = spec.load(console, common);
        try (Migrator migrator = common.migrator(loaded.inlineSecrets())) {
            Staged staged = migrator.stage(loaded, new StageOptions(CapsuleUrl.of(to, key), sides(), replace));
            staged.findings().forEach(finding -> console.complain(Findings.line(finding)));
            if (console.isJson()) {
                console.document(CapsuleText.json(staged.capsule(), staged.findings()));
            } else {
                console.result(CapsuleText.of(staged.capsule()));
            }
            return staged.isComplete() ? 0 : 3;
        }
    }

    private Set<Side> sides() {
        return switch (side) {
            case SOURCE -> EnumSet.of(Side.SOURCE);
            case DESTINATION -> EnumSet.of(Side.DESTINATION);
            case BOTH -> EnumSet.allOf(Side.class);
        };
    }
}
