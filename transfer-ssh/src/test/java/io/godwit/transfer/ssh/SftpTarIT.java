package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.SshServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Small files through tar, where not all goes well, and where there is no tar to be had. */
class SftpTarIT {
    private static final SshServer SERVER = SshServer.shared();
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);

    @RegisterExtension
    static final SshServer NARROW = SshServer.create().option("MaxSessions", "1");

    private static EntryStream.Found file(String path, String content) {
        byte[] bytes = content.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        TreeEntry entry = TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                .size(bytes.length)
                .build();
        return new EntryStream.Found(entry, TestContents.of(bytes));
    }

    private static List<EntryResult> write(SshServer server, String root, EntryStream.Found... files) {
        TckContext context = SftpTreeIT.openSshContext(server);
        try (WritableFileTree tree = (WritableFileTree)
                new SshTransferMethod().open(SftpTreeIT.openSsh(server, root), Access.WRITE, context)) {
            return tree.write(TestContents.stream(List.of(files)), TOKEN, context);
        }
    }

    @Test
    void whatCannotBeWrittenFailsAloneAndLeavesNothing() {
        String root = "/srv/mover/" + UUID.randomUUID();
        SERVER.execAs("mover", "mkdir", "-p", root + "/open").checked();
        SERVER.exec("install", "-d", "-m", "755", root + "/closed").checked();

        List<EntryResult> results =
                write(SERVER, root, file("open/a", "one"), file("closed/b", "two"), file("open/c", "three"));

        assertThat(results.get(0).failure()).isEmpty();
        assertThat(results.get(1).failure()).hasValueSatisfying(failure -> {
            assertThat(failure.code()).isEqualTo("tree.permission-denied");
            assertThat(failure.getMessage()).contains("closed/b");
        });
        assertThat(results.get(2).failure()).isEmpty();
        assertThat(SERVER.exec("sh", "-c", "cd " + root + " && find . -type f | sort && cat open/a open/c")
                        .stdout())
                .isEqualTo("./open/a\n./open/c\nonethree");
    }

    @Test
    void givesManyDirectoriesTheirTimesToTheNanosecond() {
        String root = "/srv/mover/" + UUID.randomUUID();
        List<String> names = List.of("a", "a/b", "a/b/with blank", "c", "\u00e9");
        SERVER.execAs("mover", "sh", "-c", "mkdir -p " + root + "/a/b/'with blank' " + root + "/c " + root + "/\u00e9")
                .checked();
        TreeEntry whole = TreeEntry.of(TreePath.ROOT, EntryKind.DIRECTORY)
                .mode(0750)
                .modified(Instant.parse("2021-03-04T05:06:07.987654321Z"))
                .build();
        List<TreeChange> changes = names.stream()
                .<TreeChange>map(
                        name -> new TreeChange.SetAttributes(TreeEntry.of(TreePath.of(name), EntryKind.DIRECTORY)
                                .mode(0550)
                                .modified(Instant.parse("2021-03-04T05:06:07.123456789Z"))
                                .build()))
                .toList();
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (WritableFileTree tree = (WritableFileTree)
                new SshTransferMethod().open(SftpTreeIT.openSsh(SERVER, root), Access.WRITE, context)) {
            assertThat(tree.apply(changes, context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty())
                    .hasSize(names.size());
            for (String name : names) {
                assertThat(SERVER.exec("stat", "-c", "%a %.9Y", root + "/" + name)
                                .stdout())
                        .isEqualTo("550 1614834367.123456789\n");
            }
            List<TreeChange> withRoot = new ArrayList<>(changes);
            withRoot.add(new TreeChange.SetAttributes(whole));
            assertThat(tree.apply(withRoot, context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty())
                    .hasSize(names.size() + 1);
            assertThat(SERVER.exec("stat", "-c", "%a %.9Y", root).stdout()).isEqualTo("750 1614834367.987654321\n");
            List<TreeChange> oneIsGone = new ArrayList<>(changes);
            oneIsGone.add(new TreeChange.SetAttributes(TreeEntry.of(TreePath.of("gone"), EntryKind.DIRECTORY)
                    .mode(0755)
                    .modified(Instant.EPOCH)
                    .build()));
            assertThat(tree.apply(oneIsGone, context))
                    .extracting(result -> result.failure().isPresent())
                    .containsExactly(false, false, false, false, false, true);
        }
        assertThat(SERVER.exec("ls", root).stdout()).doesNotContain("gone");
    }

    @Test
    void aNameThatCannotBeTakenIsLeftAloneAmongThoseThatAreRenamedAtOnce() {
        String root = "/srv/mover/" + UUID.randomUUID();
        SERVER.execAs("mover", "mkdir", "-p", root + "/b/inside").checked();

        List<EntryResult> results = write(SERVER, root, file("a", "one"), file("b", "two"), file("c d\ne", "three"));

        assertThat(results).extracting(result -> result.failure().isPresent()).containsExactly(false, true, false);
        assertThat(SERVER.exec(
                                "sh",
                                "-c",
                                "cd " + root + " && find . -mindepth 1 -printf '%y %P|' | tr '|' '\\n' | sort")
                        .stdout())
                .isEqualTo("d b\nd b/inside\ne\nf a\nf c d\n");
    }

    @Test
    void aServerWithOneSessionGetsAllBySftp() {
        String root = "/srv/mover/" + UUID.randomUUID();

        assertThat(write(NARROW, root, file("a", "one"), file("d/b", "two")))
                .allSatisfy(result -> assertThat(result.failure()).isEmpty());
        assertThat(NARROW.exec("sh", "-c", "cd " + root + " && cat a d/b && ls -A")
                        .stdout())
                .isEqualTo("onetwoa\nd\n");
    }
}
