package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Cursor;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** rsync over our own connection, with the rsync of this machine and that of the server. */
class RsyncRouteIT {
    private static final SshServer SERVER = SshServer.shared();
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);
    private static final String MAKE = """
        set -e; mkdir -p "$1/dir with blank" "$1/new
        line"; cd "$1"; echo one > plain; echo two > "dir with blank/-rf"; echo three > "new
        line/\\$(id)"; printf four > "$(printf 'bytes\\377')"; ln plain "dir with blank/same"
        ln -s nowhere link; truncate -s 8M holes; setfattr -n user.note -v x plain; setfacl -m u:33:r plain
        touch -d @1234567890.987654321 plain holes; touch -h -d @1.000000001 link; echo no > "left out"
        """;

    @TempDir
    Path directory;

    private static Location at(String user, String path) {
        return SshBecomeIT.login(SERVER, user, path);
    }

    private static DirectRoute route(Location from, Location to, TckContext context) {
        return new SshTransferMethod().route(from, to, context).orElseThrow();
    }

    private static List<TreeEntry> files(Location from, TckContext context) {
        List<TreeEntry> files = new ArrayList<>();
        try (FileTree tree = new SshTransferMethod().open(from, io.godwit.spi.Access.READ, context);
                Cursor<TreeEntry> all = tree.list(TreePath.ROOT, context)) {
            all.forEachRemaining(entry -> {
                if (!entry.isDirectory() && !entry.path().equals(TreePath.of("left out"))) {
                    files.add(entry);
                }
            });
        }
        return files;
    }

    private static String sh(String script, String argument) {
        return SERVER.exec("sh", "-c", script, "sh", argument).checked().stdout();
    }

    @Test
    void carriesFilesThereAndBackWithAllTheirAttributes() throws IOException {
        String root = "/srv/" + UUID.randomUUID();
        sh(MAKE, root + "/from");
        sh("mkdir -p \"$1/dir with blank\" \"$1/new\nline\"", root + "/to");
        Path here = Files.createDirectories(directory.resolve("here and there"));
        Files.createDirectories(here.resolve("dir with blank"));
        Files.createDirectories(here.resolve("new\nline"));
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        List<TreeEntry> files = files(at("root", root + "/from"), context);
        Location local = Location.of(here.toUri());

        try (DirectRoute pull = route(at("root", root + "/from"), local, context);
                DirectRoute push = route(local, at("root", root + "/to"), context)) {
            assertThat(pull.obstacle()).isEmpty();
            assertThat(pull.carry(files, true, TOKEN, context)).isEmpty();
            assertThat(push.carry(files, true, TOKEN, context)).isEmpty();
        }

        String show = "cd \"$1\" && rm -f 'left out' && find . ! -type d -printf '%P %y %m %U %n %s %T@ %l\\n"
                + "' | sort && find . -type f -print0 | sort -z | xargs -0 getfattr -d -m - -e base64 && find . -type f"
                + " -print0 | sort -z | xargs -0 sha256sum && find . | sort && [ $(stat -c %b holes) -lt 64 ]";
        assertThat(sh(show, root + "/to")).isEqualTo(sh(show, root + "/from"));
        assertThat(here.resolve("left out")).doesNotExist();
        assertThat(context.bytes()).isGreaterThan(8 << 20);
    }

    @Test
    void saysWhatItCouldNotCarryAndCarriesTheRest() throws IOException {
        String root = "/srv/mover/" + UUID.randomUUID();
        sh("mkdir -p \"$1\"; cd \"$1\"; echo a > a; echo b > b; echo c > c; chmod 600 b; chmod 755 .", root);
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        Path here = Files.createDirectories(directory.resolve("here"));
        List<TreeEntry> files = files(at("root", root), context);
        try (DirectRoute pull = route(at("mover", root), Location.of(here.toUri()), context)) {
            SERVER.exec("rm", root + "/c").checked();

            Optional<String> complaint = pull.carry(files, false, TOKEN, context);

            assertThat(complaint)
                    .hasValueSatisfying(said -> assertThat(said).contains("23", "No such file or directory"));
        }
        try (var left = Files.list(here)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("a");
        }
    }

    @Test
    void worksAsAnotherUserAndSaysWhyItCannotBeTaken() {
        String root = "/srv/" + UUID.randomUUID();
        sh(MAKE, root);
        sh("chmod 700 \"$1\"", root);
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        List<TreeEntry> files = files(at("root", root), context).stream()
                .filter(entry -> !entry.path().toString().contains("/"))
                .toList();
        try (DirectRoute pull = route(at("nopass", root).become("root"), Location.of(directory.toUri()), context)) {
            assertThat(pull.carry(files, false, TOKEN, context)).isEmpty();
        }
        assertThat(directory.resolve("plain")).hasContent("one");
        try (DirectRoute none = route(at("sftponly", "/upload"), Location.of(directory.toUri()), context)) {
            assertThat(none.obstacle())
                    .hasValueSatisfying(why -> assertThat(why).contains("server"));
        }
        assertThat(new SshTransferMethod().route(at("mover", "/a"), at("mover", "/b"), context))
                .isEmpty();
    }
}
