package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.tck.TckContext;
import io.godwit.tck.lab.SshServer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What find tells of a tree on OpenSSH, and SFTP alone does not. */
class FoundListingIT {
    private static final SshServer SERVER = SshServer.shared();

    private final String root = "/srv/mover/" + UUID.randomUUID();

    private FileTree open(TckContext context) {
        return new SshTransferMethod().open(SftpTreeIT.openSsh(SERVER, root), Access.READ, context);
    }

    private void script(String script) {
        SERVER.execAs("mover", "sh", "-c", "mkdir -p " + root + " && cd " + root + " && " + script)
                .checked();
    }

    private static Map<String, TreeEntry> list(FileTree tree, TckContext context) {
        Map<String, TreeEntry> entries = new LinkedHashMap<>();
        try (Cursor<TreeEntry> cursor = tree.list(TreePath.ROOT, context)) {
            cursor.forEachRemaining(entry -> entries.put(entry.path().toString(), entry));
        }
        return entries;
    }

    @Test
    void nanosecondsAndNamesOfOneFile() {
        script("echo one > a; mkdir d; ln a d/b; echo two > c; touch -d 2021-03-04T05:06:07.123456789Z a c;"
                + " touch -d 1969-12-31T23:59:58.25Z d; ln -s a l");
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (FileTree tree = open(context)) {
            assertThat(tree.capabilities().features()).contains(Feature.HARD_LINKS, Feature.REMOTE_DIGEST);
            Map<String, TreeEntry> entries = list(tree, context);

            assertThat(entries.keySet()).containsExactly("a", "c", "d", "d/b", "l");
            TreeEntry a = java.util.Objects.requireNonNull(entries.get("a"));
            TreeEntry b = java.util.Objects.requireNonNull(entries.get("d/b"));
            TreeEntry c = java.util.Objects.requireNonNull(entries.get("c"));
            assertThat(a.modified()).contains(Instant.parse("2021-03-04T05:06:07.123456789Z"));
            assertThat(java.util.Objects.requireNonNull(entries.get("d")).modified())
                    .contains(Instant.parse("1969-12-31T23:59:58.25Z"));
            assertThat(a.linkGroup()).isPresent().isEqualTo(b.linkGroup());
            assertThat(c.linkGroup()).isEmpty();
            assertThat(tree.stat(List.of(a.path(), c.path(), TreePath.of("none")), context))
                    .containsExactly(Optional.of(a), Optional.of(c), Optional.empty());
            try (EntryStream stream = tree.read(List.of(c), context)) {
                EntryStream.Found found = (EntryStream.Found) stream.next().orElseThrow();
                assertThat(found.entry().modified()).isEqualTo(c.modified());
            }
        }
    }

    @Test
    void aDirectoryThatCannotBeReadFailsTheListing() {
        script("mkdir open closed && touch open/f closed/f && chmod 0 closed");
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (FileTree tree = open(context)) {
            MigrationException failure = catchThrowableOfType(MigrationException.class, () -> list(tree, context));

            assertThat(failure.code()).isEqualTo("tree.permission-denied");
            assertThat(failure.getMessage()).contains("closed");
        }
        script("chmod 700 closed");
    }

    @Test
    void oneThatIsClosedEarlyEndsFindAndTheTreeGoesOn() {
        script("i=0; while [ $i -lt 3000 ]; do : > f$i; i=$((i+1)); done");
        TckContext context = SftpTreeIT.openSshContext(SERVER);
        try (FileTree tree = open(context)) {
            try (Cursor<TreeEntry> cursor = tree.list(TreePath.ROOT, context)) {
                assertThat(cursor.next().isFile()).isTrue();
            }
            assertThat(list(tree, context)).hasSize(3000);
        }
    }
}
