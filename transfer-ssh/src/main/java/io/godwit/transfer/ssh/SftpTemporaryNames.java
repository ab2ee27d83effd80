package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import net.schmizz.sshj.sftp.RemoteDirectory;
import net.schmizz.sshj.sftp.RemoteResourceFilter;
import net.schmizz.sshj.sftp.RemoteResourceInfo;

/** Temporary names: whose they are stands in them. */
final class SftpTemporaryNames {
    private SftpTemporaryNames() {}

    /** A name for one entry of a batch. */
    static String ofBatch(WriteToken token, int number) {
        return prefix(token) + token.fence() + "-"
                + Integer.toHexString(token.unit().hashCode()) + "-" + number;
    }

    private static String prefix(WriteToken token) {
        return WritableFileTree.TEMPORARY_PREFIX + token.session().replaceAll("[^A-Za-z0-9_-]", "_") + "-";
    }

    /**
     * The name of a large file under way; what an earlier runner of the session wrote is renamed to it.
     *
     * @return one name in the directory
     * @throws MigrationException {@code tree.fenced} where a later runner has it
     */
    static TreePath takeOver(Sftp sftp, TreePath directory, TreeEntry entry, WriteToken token) throws IOException {
        String of = entry.path() + "\0" + entry.version().orElse("") + "\0" + entry.size();
        String stem = prefix(token) + "part-" + UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)) + "-";
        TreePath mine = TreePath.of(stem + token.fence());
        List<Long> fences = fences(sftp, directory, stem);
        for (long fence : fences) {
            if (fence > token.fence()) {
                throw fenced(entry, null);
            }
        }
        fences.remove(token.fence());
        fences.sort(null);
        for (long fence : fences) {
            sftp.rename(sftp.absolute(directory.resolve(stem + fence)), sftp.absolute(directory.resolve(mine)))
                    .ok();
        }
        return mine;
    }

    private static List<Long> fences(Sftp sftp, TreePath directory, String stem) throws IOException {
        List<Long> fences = new ArrayList<>();
        RemoteResourceFilter ours = found -> found.getName().startsWith(stem);
        try (RemoteDirectory open = sftp.engine().openDir(sftp.absolute(directory))) {
            for (RemoteResourceInfo found : open.scan(ours)) {
                String fence = found.getName().substring(stem.length());
                if (fence.matches("\\d{1,18}")) {
                    fences.add(Long.parseLong(fence));
                }
            }
        }
        return fences;
    }

    static MigrationException fenced(TreeEntry entry, @org.jspecify.annotations.Nullable Throwable cause) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "tree.fenced",
                        "a later runner of the session has taken over \"" + entry.path() + "\"")
                .subject(entry.path().toString())
                .remedy("Let the other runner go on; this one has lost its lease.")
                .cause(cause)
                .build();
    }
}
