package io.godwit.transfer.vfs;

import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes paths of the names in an archive, and refuses those that lead out of it. One thread. */
final class EntryNames {
    private final String archive;
    private final ArchiveIndex index;
    private final WorkContext context;

    EntryNames(String archive, ArchiveIndex index, WorkContext context) {
        this.archive = archive;
        this.index = index;
        this.context = context;
    }

    /** The path; empty, and reported, where there is none inside. */
    Optional<TreePath> path(byte[] name) {
        if (name.length > 0 && name[0] == '/') {
            return refuse(name, "its name begins at the root of the file system");
        }
        ByteArrayOutputStream clean = new ByteArrayOutputStream(name.length);
        int start = 0;
        for (int i = 0; i <= name.length; i++) {
            if (i < name.length && name[i] != '/') {
                continue;
            }
            int length = i - start;
            boolean isDot = length == 1 && name[start] == '.';
            if (length == 2 && name[start] == '.' && name[start + 1] == '.') {
                return refuse(name, "its name leads out of the archive");
            }
            if (length > 0 && !isDot) {
                if (clean.size() > 0) {
                    clean.write('/');
                }
                clean.write(name, start, length);
            }
            start = i + 1;
        }
        try {
            return Optional.of(TreePath.ofBytes(clean.toByteArray()));
        } catch (IllegalArgumentException e) {
            return refuse(name, "its name holds a NUL");
        }
    }

    /** Whether nothing but directories lies above a path; reported where not. */
    boolean isReachable(TreePath path) {
        Optional<TreeEntry> obstacle = index.obstacle(path);
        obstacle.ifPresent(
                above -> refuse(path.bytes(), "it lies behind \"" + above.path() + "\", which is no directory"));
        return obstacle.isEmpty();
    }

    private Optional<TreePath> refuse(byte[] name, String why) {
        String shown = new String(name, StandardCharsets.UTF_8);
        context.progress().report(ArchiveFailures.hostile(archive, shown.isEmpty() ? "\"\"" : shown, why));
        return Optional.empty();
    }
}
