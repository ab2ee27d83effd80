package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.SshServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A destination whose disk fills up, on OpenSSH. */
class SftpFullDiskIT {
    @RegisterExtension
    final SshServer server = SshServer.create().smallDisk("/srv/small", 2 << 20);

    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);

    private static EntryStream.Found file(String path, int size) {
        TreeEntry entry =
                TreeEntry.of(TreePath.of(path), EntryKind.FILE).size(size).build();
        return new EntryStream.Found(entry, TestContents.of(TestContents.random(1, size)));
    }

    @Test
    void saysSoKeepsWhatWasThereAndLeavesNothing() {
        TckContext context = SftpTreeIT.openSshContext(server);
        try (WritableFileTree tree = (WritableFileTree)
                new SshTransferMethod().open(SftpTreeIT.openSsh(server, "/srv/small/d"), Access.WRITE, context)) {
            assertThat(tree.usableSpace(context).orElseThrow()).isBetween(1L << 20, 2L << 20);
            tree.write(TestContents.stream(List.of(file("old", 1000))), TOKEN, context);

            MigrationException failure = catchThrowableOfType(
                    MigrationException.class,
                    () -> tree.write(
                            TestContents.stream(List.of(file("fits", 1000), file("old", 4_000_000))), TOKEN, context));

            assertThat(failure.code()).as(failure.getMessage()).isEqualTo("tree.no-space");
            assertThat(failure.remediation()).isNotBlank();
            assertThat(server.exec("sh", "-c", "cd /srv/small/d && ls -A && stat -c %s old")
                            .stdout())
                    .isEqualTo("old\n1000\n");
        }
    }

    @Test
    void saysSoForLargeFilesToo() {
        TckContext context = SftpTreeIT.openSshContext(server);
        try (WritableFileTree tree = (WritableFileTree) new SshTransferMethod()
                        .open(SftpTreeIT.openSsh(server, "/srv/small/e"), Access.WRITE, context);
                PendingFile pending = tree.begin(file("large", 4_000_000).entry(), TOKEN, context)) {
            MigrationException failure = catchThrowableOfType(
                    MigrationException.class,
                    () -> pending.write(0, TestContents.of(TestContents.random(1, 4_000_000))));
            assertThat(failure.code()).as(failure.getMessage()).isEqualTo("tree.no-space");
            pending.abort();
            assertThat(server.exec("ls", "-A", "/srv/small/e").stdout()).isEmpty();
        }
    }
}
