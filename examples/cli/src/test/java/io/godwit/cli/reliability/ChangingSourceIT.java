package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.StepAction;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.SshServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of the source vanish, grow, shrink, are replaced, and become directories and links while they are copied. Each file begins with
 * the length and the hash of the rest: so whatever stands at the destination under its final name tells whether it is one whole version.
 * When nothing changes any more, the migration is run again, and both sides are the same.
 */
@Tag("guarantee-changing-source")
class ChangingSourceIT {
    private static final SshServer SSH = SshServer.shared();

    /** Writes a version of a file: a line with the length and the hash of the rest, then the rest. */
    private static final String WRITE = """
        version() {
            head -c "$2" /dev/urandom > "../body.$$"
            { echo "$2 $(sha256sum < "../body.$$" | cut -d' ' -f1)"; cat "../body.$$"; } > "../whole.$$"
            mv -f "../whole.$$" "$1"
        }
        """;

    private static final String MAKE = WRITE + """
        for i in $(seq 1 60); do mkdir -p "d$((i % 5))"; version "d$((i % 5))/f$i" $((i * 3000)); done
        for i in 1 2 3; do version "large$i" 14000000; done
        """;

    /** Goes on changing things until it is told to stop; no two versions are of one size, as SFTP tells times in seconds only. */
    private static final String CHANGE = WRITE + """
        n=0
        while [ ! -e ../stop ]; do
            n=$((n + 1)); i=$((n % 60 + 1)); f="d$((i % 5))/f$i"
            case $((n % 9)) in
                0) rm -rf "$f" ;;
                1) rm -rf "$f"; version "$f" $((n % 7 * 9000 + n)) ;;
                2) [ -f "$f" ] && version "$f" $((n % 5 * 50000 + n)) ;;
                3) rm -rf "$f"; mkdir "$f"; version "$f/inside" 500 ;;
                4) rm -rf "$f"; ln -s nowhere "$f" ;;
                5) rm -rf "$f"; version "$f" $((i * 3000 + n)) ;;
                6) touch -c "d$((i % 5))" "$f" ;;
                7) version "large$((n % 3 + 1))" $((12500000 + n % 11 * 300000 + n)) ;;
                8) rm -rf "d4/sub"; mkdir "d4/sub"; version "d4/sub/x$n" 9000; rm -f "large3" ;;
            esac
        done
        echo "$n" > ../changes
        """;

    /** Names of files that are no whole version. */
    private static final String CHECK = """
        find . -type f ! -name '.godwit-*' | while read -r f; do
            read -r length hash < "$f"
            rest=$(tail -n +2 "$f" | sha256sum | cut -d' ' -f1)
            [ "$rest" = "$hash" ] && [ "$(tail -n +2 "$f" | wc -c)" = "$length" ] || echo "$f"
        done
        """;

    @TempDir
    Path directory;

    @Test
    void ofThisMachine() throws Exception {
        String root = directory.resolve("source/tree").toString();
        holds(Shell.LOCAL, root, Location.of(directory.resolve("source/tree").toUri()));
    }

    @Test
    void ofAServer() throws Exception {
        String root = "/srv/mover/changing-" + System.nanoTime() + "/tree";
        holds(
                Shell.on(SSH),
                root,
                Location.of(SSH.uri(root))
                        .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + SSH.privateKey()))
                        .withSetting("known_hosts", SSH.knownHosts().toString()));
    }

    private void holds(Shell shell, String root, Location from) throws Exception {
        String there = "cd '" + root + "' && ";
        shell.run("mkdir -p '" + root + "'");
        shell.run(there + MAKE);
        String target = directory.resolve("new").toString();
        String stop = "touch '" + root + "/../stop'";

        Thread changing = new Thread(() -> shell.run(there + CHANGE), "changing");
        changing.start();
        try (Migrator migrator = migrator()) {
            MigrationReport report = migrator.run(pipeline(from, context -> shell.run(stop)), event -> {});
            shell.run(stop);
            changing.join();
            assertThat(Shell.LOCAL.run("cd '" + target + "' && " + CHECK)).isEmpty();
            assertThat(shell.run(there + CHECK)).isEmpty();
            assertThat(Integer.parseInt(shell.run(there + "cat ../changes").strip()))
                    .as("changes meanwhile")
                    .isGreaterThan(50);
            // what was changed after it was copied differs, and what could not be read whole is told of
            assertThat(report.outcome())
                    .as(report.toMarkdown())
                    .isIn(List.of(Outcome.VERIFIED, Outcome.DIFFERENCES, Outcome.RESUMABLE));
        }
        try (Migrator migrator = migrator()) {
            // a file cannot take the place of a directory that was copied when there was one
            Shell.LOCAL.run("cd '" + target + "' && find . -mindepth 2 -maxdepth 2 -type d -exec rm -r {} +");
            MigrationPlan plan = migrator.plan(pipeline(from, context -> {}));
            MigrationReport again = migrator.run(plan);
            assertThat(again.outcome()).as(again.toMarkdown()).isEqualTo(Outcome.VERIFIED);
        }
        assertThat(listing(Shell.LOCAL, target)).isEqualTo(listing(shell, root));
    }

    private Pipeline pipeline(Location from, StepAction afterCopy) {
        return Pipeline.builder("changing")
                .files(f -> f.from(from).to(directory.resolve("new").toUri().toString()))
                .after("copy-files", afterCopy)
                .options(o -> o.deleteExtraneous(true).bytesPerSecond(8 << 20))
                .build();
    }

    private static String listing(Shell shell, String root) {
        return shell.run("cd '" + root + "' && find . ! -path '*/.godwit-*' ! -name . -printf '%y %p %l\\n' | sort"
                + " && find . -type f ! -path '*/.godwit-*' -exec sha256sum {} + | sort -k 2");
    }

    private Migrator migrator() {
        return Migrator.builder().journal(directory.resolve("state/godwit.db")).build();
    }
}
