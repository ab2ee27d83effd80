package io.godwit.cli;

import io.godwit.core.Capsule;
import io.godwit.core.Migrator;
import io.godwit.spi.Location;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Looks at a capsule. */
@Command(
        name = "capsule",
        mixinStandardHelpOptions = true,
        description = "Says what a capsule holds; with --verify every byte of it is read and compared.")
final class CapsuleCommand implements Callable<Integer> {
    @Mixin
    CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "CAPSULE", description = "Where it is: a path or a URL.")
    String place = "";

    @Option(
            names = "--capsule-key",
            paramLabel = "REFERENCE",
            description = "Where its key is, if it is encrypted: env:NAME, file:PATH, keystore:ALIAS, ...")
    @Nullable
    String key;

    @Option(names = "--verify", description = "Read all of it, and compare it with what was written.")
    boolean verify;

    @Override
    public Integer call() {
        Console console = common.console();
        Location location = CapsuleUrl.of(place, key);
        try (Migrator migrator = common.migrator()) {
            Capsule capsule = verify ? migrator.verifyCapsule(location) : migrator.capsule(location);
            if (console.isJson()) {
                console.document(CapsuleText.json(capsule, List.of()));
            } else {
                console.result(CapsuleText.of(capsule) + (verify ? "Every byte is as it was written.\n" : ""));
            }
            return 0;
        }
    }
}
