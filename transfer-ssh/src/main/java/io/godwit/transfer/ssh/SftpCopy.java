package io.godwit.transfer.ssh;

import io.godwit.spi.ByteRange;
import io.godwit.spi.FileContent;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.util.EnumSet;
import net.schmizz.sshj.sftp.OpenMode;

/** Copies a file on a server that knows no hard links, through us. */
final class SftpCopy {
    private SftpCopy() {}

    /** Copies to a name that nothing has; it appears all at once. */
    static void copy(Sftp sftp, TreeEntry file, String to, boolean owners, WorkContext context) throws IOException {
        String from = sftp.absolute(file.path());
        String temporary = to + ".godwit-copy";
        byte[] source = sftp.open(from, EnumSet.of(OpenMode.READ)).handle();
        byte[] target = sftp.open(temporary, EnumSet.of(OpenMode.WRITE, OpenMode.CREAT, OpenMode.TRUNC))
                .handle();
        ByteRange all = new ByteRange(0, file.size());
        try (FileContent content = new SftpFileContent(
                sftp, source, SshTarget.text(from), all, SftpFileContent.whole(all), true, drained -> {})) {
            SftpWriting.send(sftp, target, 0, content, context);
        } finally {
            sftp.close(source).ok();
        }
        SftpWriting.finish(sftp, target, SftpEntries.attributes(file, owners), true);
        sftp.rename(temporary, to).ok();
    }
}
