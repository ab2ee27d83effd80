package io.godwit.transfer.ssh;

import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPException;

/** Asks how much room a file system has ({@code statvfs@openssh.com}). */
final class SftpSpace {
    private SftpSpace() {}

    static OptionalLong of(Sftp sftp) {
        if (!sftp.knows("statvfs@openssh.com", "2")) {
            return OptionalLong.empty();
        }
        String path = sftp.absolute(TreePath.ROOT);
        while (true) {
            try {
                Response answer = sftp.engine()
                        .request(sftp.engine()
                                .newExtendedRequest("statvfs@openssh.com")
                                .putString(path, StandardCharsets.ISO_8859_1))
                        .retrieve(30, TimeUnit.SECONDS)
                        .ensurePacketTypeIs(PacketType.EXTENDED_REPLY);
                answer.readUInt64();
                long fragment = answer.readUInt64();
                answer.readUInt64();
                answer.readUInt64();
                return OptionalLong.of(fragment * answer.readUInt64());
            } catch (SFTPException e) {
                // a root that is not there yet takes the room of the directory that will hold it
                int slash = path.lastIndexOf('/');
                if (slash <= 0) {
                    return OptionalLong.empty();
                }
                path = path.substring(0, slash);
            } catch (IOException e) {
                throw SshErrors.of(e, "asking for the room at", SshTarget.text(path));
            }
        }
    }
}
