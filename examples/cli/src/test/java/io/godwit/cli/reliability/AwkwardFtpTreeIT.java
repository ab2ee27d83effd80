package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.FtpServer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The awkward tree over FTP, there and back: what FTP cannot carry stands in the plan, and all else comes back as it was. */
class AwkwardFtpTreeIT {
    private static final String MAKE = """
        set -e; mkdir names links modes times sparse; cd names
        for n in 'space in name' ' leading' 'trailing ' '-rf' '--delete' '~tilde' "quote'single" 'quote"double' 'back\\slash' '$HOME' \
                '`tick`' 'semi;colon' 'q?mark' '[bracket]' '#hash' '%percent%20' Case case CON dot. ... .hidden; do
            echo "$n" > "./$n"
        done
        for n in 'new\\nline' 'tab\\there' 'latin1-\\351' 'caf\\303\\251' 'cafe\\314\\201'; do
            echo "$n" > "./$(printf "$n")"
        done
        cd ..; p=deep; for i in $(seq 30); do p="$p/d"; done; mkdir -p "$p" empty; echo deep > "$p/bottom"; : > zero
        cd links; echo hard > hard1; ln hard1 hard2; ln -s hard1 soft; cd ..
        truncate -s 3M sparse/hole; printf end >> sparse/hole
        for m in 0400 0444 0600 0640 0755 0777; do echo m > modes/$m; chmod $m modes/$m; done
        for t in 0 1234567890.987654321 1700000000; do echo t > times/$t; touch -d @$t times/$t; done
        mkfifo fifo; find . -mindepth 1 -type d -exec touch -d @1650000000 {} +
        """;

    /** Names, modes, whole seconds and contents of all that FTP carries. */
    private static final String SHOW = """
        find . -mindepth 1 ! -type p ! -type l ! -name '*\n*' ! -path ./links -printf '%P %m %T@\\0' | sort -z | tr '\\0' '\\n' | grep -av latin1 \
            | sed -E 's/\\.[0-9]+$//' | grep -v '^names '
        find . -type f ! -name '*\n*' -print0 | grep -zav latin1 | sort -z | xargs -0 sha256sum
        """;

    @RegisterExtension
    static final FtpServer FTP = FtpServer.proftpd();

    @TempDir
    Path directory;

    private Location at(String path) {
        return Location.of("ftp://" + FtpServer.USER + "@" + FTP.peerHost() + ":" + FTP.peerPort() + path)
                .withSecret(Location.PASSWORD, SecretRef.parse("file:" + directory.resolve("password")));
    }

    private static Pipeline pipeline(String name, Location from, Location to, String... excluded) {
        return Pipeline.builder(name)
                .files(f -> f.from(from).to(to).exclude(excluded))
                .build();
    }

    @Test
    void losesOnlyWhatThePlanSays() throws Exception {
        Files.writeString(directory.resolve("password"), FTP.password());
        Path tree = Files.createDirectory(directory.resolve("tree"));
        Shell.LOCAL.run("cd " + tree + " && " + MAKE);

        Location here = Location.of(tree.toUri());
        Location back = Location.of(directory.resolve("back").toUri());
        try (Migrator migrator =
                Migrator.builder().journal(directory.resolve("state/godwit.db")).build()) {
            assertThat(migrator.plan(pipeline("all", here, at("/all"))).toText())
                    .contains(
                            "tree-symlinks-lost",
                            "tree-hard-links-lost",
                            "tree-holes-lost",
                            "tree-times-coarser",
                            "tree-name-not-representable");
            MigrationReport pushed =
                    migrator.run(migrator.plan(pipeline("push", here, at("/awkward"), "names/new*", "names/latin1*")));
            MigrationReport pulled = migrator.run(migrator.plan(pipeline("pull", at("/awkward"), back)));
            // the link is the one thing that the plan said would not arrive, and that is looked for
            assertThat(pushed.outcome()).as(pushed.toMarkdown()).isEqualTo(Outcome.DIFFERENCES);
            assertThat(pushed.toMarkdown()).contains("1 difference was found", "links/soft");
            assertThat(pulled.outcome()).as(pulled.toMarkdown()).isEqualTo(Outcome.VERIFIED);
        }
        assertThat(Shell.LOCAL.run("cd " + directory.resolve("back") + " && " + SHOW))
                .isEqualTo(Shell.LOCAL.run("cd " + tree + " && " + SHOW));
    }
}
