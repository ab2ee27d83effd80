package io.godwit.cli.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.MigrationPlan;
import io.godwit.core.MigrationReport;
import io.godwit.core.Migrator;
import io.godwit.core.Outcome;
import io.godwit.core.Pipeline;
import io.godwit.core.RollbackOptions;
import io.godwit.core.TransferSpec.FileMethod;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.lab.SshServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A tree with all that gets lost on the way elsewhere comes from a server, goes back to it, and is what it was, as the server's own tools
 * see it: names, times, modes, owners, links, holes, extended attributes and access lists. It takes root on both sides.
 */
class AwkwardTreeIT {
    private static final SshServer SSH = SshServer.shared();

    private static final String MAKE = """
        mkdir names && cd names
        for n in 'space in name' ' leading' 'trailing ' '-rf' '--delete' '~tilde' "quote'single" 'quote"double' 'back\\slash' '$HOME' \
                '`tick`' 'semi;colon' 'star*' 'q?mark' '[bracket]' '#hash' '%percent%20' Case case CON dot. ... .hidden; do
            echo "$n" > "./$n"
        done
        for n in 'new\\nline' 'tab\\there' 'latin1-\\351' 'bad-\\377\\376' 'caf\\303\\251' 'cafe\\314\\201' 'ctl\\001\\033[31m'; do
            echo "$n" > "./$(printf "$n")"
        done
        echo long > "$(head -c 255 /dev/zero | tr '\\0' x)"
        d="$(printf 'dir\\nnew\\377')"; mkdir "$d" "$d/sub"; echo x > "$d/sub/f"; cd ..
        p=deep; for i in $(seq 60); do p="$p/d"; done; mkdir -p "$p" empty; echo deep > "$p/bottom"; : > zero
        mkdir links links/other; cd links; head -c 100000 /dev/urandom > hard1; ln hard1 hard2; ln hard1 other/hard3
        ln -s target rel; ln -s /etc/hostname abs; ln -s ../names todir; ln -s loop loop; ln -s ../../../../../etc/passwd up
        ln -s "$(printf 'new\\nline \\377')" weird; touch -h -d @1500000000.123456789 rel abs todir loop up weird; cd ..
        mkdir sparse; head -c 65536 /dev/urandom | dd of=sparse/hole64M bs=65536 seek=512 2>/dev/null; truncate -s 64M sparse/hole64M
        truncate -s 16M sparse/allhole
        mkdir modes; for m in 0000 0400 0444 0600 0640 0755 0777 4755 2755 1777 6711; do echo m > modes/$m; chmod $m modes/$m; done
        for m in 0500 0700 1777 2775 0555; do mkdir modes/d$m; echo f > modes/d$m/f; chmod $m modes/d$m; done
        mkdir owners; for o in 33:33 1:2 65534:65534 54321:12345; do echo o > owners/$o; chown $o owners/$o; done
        echo o > owners/suid; chown 33:33 owners/suid; chmod 4755 owners/suid; chown -h 33:33 links/rel
        mkdir xattr; for i in 0 1 2; do echo x > xattr/x$i; done; setfattr -n user.comment -v plain xattr/x0
        setfattr -n user.bytes -v 0x000a0d3d5cff xattr/x1; setfattr -n user.empty xattr/x2; setfattr -n user.of -v directory xattr
        setfattr -n security.capability -v 0x0100000200040000000000000000000000000000 xattr/x0
        mkdir acl acl/dir; echo a > acl/file; setfacl -m u:33:rw acl/file; setfacl -m d:g:33:rx acl/dir
        mkdir times; for t in 0 1234567890.987654321 4000000000 -86400 5000000000 -100.25; do echo t > times/$t; touch -d @$t times/$t; done
        mkfifo fifo
        find . -mindepth 1 -type d -exec touch -d @1650000000.123456789 {} +
        """;

    private static final String SHOW = """
        find . -mindepth 1 ! -type p -printf '%P %y %m %U:%G %T@ %n %l\\0' | sort -z | tr '\\0' '\\n'
        find . -type f -printf '%P %s\\0' | sort -z | tr '\\0' '\\n'
        find . -mindepth 1 ! -type p ! -type l -print0 | sort -z | xargs -0 getfattr -h -d -m - -e base64
        find . -type f -links +1 -printf '%i %P\\n' | sort | awk '{print (NR == 1 || $1 == last) ? "same" : "other", $2; last = $1}'
        find . -type f -size +1024k -printf '%P %b\\n' | sort | awk '{print $1, $2 < 1024}'
        find . -type f -print0 | sort -z | xargs -0 sha256sum
        """;

    @TempDir
    Path directory;

    private static Location at(String path) {
        return Location.of(SSH.uri("root", path))
                .withSecret(Location.PRIVATE_KEY, SecretRef.parse("file:" + SSH.privateKey()))
                .withSetting("known_hosts", SSH.knownHosts().toString());
    }

    private MigrationReport copy(String name, Location from, Location to, FileMethod method) {
        Pipeline pipeline = Pipeline.builder(name)
                .files(f -> f.from(from).to(to))
                .options(o -> o.fileMethod(method).preserveOwners(true))
                .build();
        try (Migrator migrator =
                Migrator.builder().journal(directory.resolve("state/godwit.db")).build()) {
            return migrator.run(migrator.plan(pipeline));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = FileMethod.class,
            names = {"AUTO", "RSYNC"})
    void comesAndGoesBackWithoutADifference(FileMethod method) {
        String root = "/srv/awkward-" + System.nanoTime();
        Shell shell = Shell.on(SSH);
        shell.run("mkdir -p " + root + "/tree && cd " + root + "/tree && set -e && " + MAKE);
        Location here = Location.of(directory.resolve("here").toUri());

        MigrationReport pulled = copy("pull", at(root + "/tree"), here, method);
        MigrationReport pushed = copy("push", here, at(root + "/back"), method);

        assertThat(pulled.outcome()).as(pulled.toMarkdown()).isEqualTo(Outcome.VERIFIED);
        assertThat(pushed.outcome()).as(pushed.toMarkdown()).isEqualTo(Outcome.VERIFIED);
        assertThat(shell.run("cd " + root + "/back && " + SHOW))
                .isEqualTo(shell.run("cd " + root + "/tree && " + SHOW));
        assertThat(pulled.toMarkdown()).contains("tree.special-skipped", "fifo");
    }

    @Test
    void whatReplacesAnotherVersionIsCarriedByRsyncAndPutBackByARollback() {
        String root = "/srv/versions-" + System.nanoTime();
        Shell shell = Shell.on(SSH);
        shell.run("mkdir -p " + root + "/tree " + root + "/old && cd " + root
                + "/old && head -c 9000000 /dev/urandom > large && head -c 70000000 /dev/urandom > larger && echo old"
                + " > small && touch -d @1700000000 * && cd ../tree && cp ../old/* . && echo more >> large && printf"
                + " new | dd of=larger bs=1 seek=50000000 conv=notrunc 2>/dev/null && echo new > small && touch -d"
                + " @1700000001 *");
        Location here = Location.of(directory.resolve("here").toUri());
        copy("first", at(root + "/old"), here, FileMethod.AUTO);
        Pipeline pipeline = Pipeline.builder("second")
                .files(f -> f.from(at(root + "/tree")).to(here))
                .build();
        try (Migrator migrator =
                Migrator.builder().journal(directory.resolve("state/godwit.db")).build()) {
            MigrationPlan plan = migrator.plan(pipeline);
            assertThat(plan.toText()).contains("carries by rsync", "3 files, 79000009 bytes");
            String before = hashes("old", shell, root);

            MigrationReport report = migrator.run(plan);

            assertThat(report.outcome()).as(report.toMarkdown()).isEqualTo(Outcome.VERIFIED);
            assertThat(Shell.LOCAL.run("cd " + directory.resolve("here") + " && sha256sum *"))
                    .isEqualTo(hashes("tree", shell, root));
            migrator.rollback(report.session().id(), RollbackOptions.confirmed(), event -> {});
            assertThat(Shell.LOCAL.run("cd " + directory.resolve("here") + " && ls -A && sha256sum *"))
                    .isEqualTo("large\nlarger\nsmall\n" + before);
        }
    }

    private static String hashes(String tree, Shell shell, String root) {
        return shell.run("cd " + root + "/" + tree + " && sha256sum *");
    }
}
