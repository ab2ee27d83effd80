package io.godwit.transfer.ssh;

import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.FileMode;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;
import org.jspecify.annotations.Nullable;

/**
 * One SFTP channel, with requests that do not wait for their answers: the file names are bytes, and many requests are under way at
 * a time. One thread at a time.
 */
final class Sftp implements AutoCloseable {
    /** What every server takes in one request. */
    static final int CHUNK = 32 * 1024;

    private static final int TIMEOUT_MILLIS = 60_000;

    private final SshConnection connection;
    private final SFTPEngine engine;
    private final String root;
    private final boolean tellsTypes;

    Sftp(SshConnection connection, @Nullable SshBecome become, String root) throws IOException {
        this.connection = connection;
        this.engine =
                new SFTPEngine(become == null ? connection.client() : new SftpAsOther(connection.client(), become));
        engine.setTimeoutMs(TIMEOUT_MILLIS);
        engine.init();
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        this.tellsTypes = engine.stat("/").getType() == FileMode.Type.DIRECTORY;
    }

    /** Whether an entry without a type is something special, and not a file of a server that never tells types. */
    boolean tellsTypes() {
        return tellsTypes;
    }

    /** Whether names may be any bytes: OpenSSH hands them through; others may take them for text. */
    boolean hasByteNames() {
        return connection.client().getTransport().getServerVersion().contains("OpenSSH");
    }

    SFTPEngine engine() {
        return engine;
    }

    boolean isAlive() {
        return connection.isAlive() && engine.getSubsystem().isOpen();
    }

    /** The absolute path on the server, one character per byte. */
    String absolute(TreePath path) {
        if (path.isRoot()) {
            return root.isEmpty() ? "/" : root;
        }
        return root + "/" + new String(path.bytes(), StandardCharsets.ISO_8859_1);
    }

    /** Opens a file; one that is made is for its owner alone until its mode is set. */
    Reply open(String path, Set<OpenMode> modes) throws IOException {
        FileAttributes attributes = modes.contains(OpenMode.CREAT)
                ? new FileAttributes.Builder().withPermissions(0600).build()
                : FileAttributes.EMPTY;
        return send(engine.newRequest(PacketType.OPEN)
                .putString(path, StandardCharsets.ISO_8859_1)
                .putUInt32(OpenMode.toMask(EnumSet.copyOf(modes)))
                .putFileAttributes(attributes));
    }

    /** The attributes of what has the name, of a link its own. */
    Reply lstat(String path) throws IOException {
        return send(engine.newRequest(PacketType.LSTAT).putString(path, StandardCharsets.ISO_8859_1));
    }

    Reply readLink(String path) throws IOException {
        return send(engine.newRequest(PacketType.READLINK).putString(path, StandardCharsets.ISO_8859_1));
    }

    /** Makes a link. OpenSSH, and whoever follows it, takes the target first, other than the draft says. */
    void symlink(String link, String target) throws IOException {
        send(engine.newRequest(PacketType.SYMLINK)
                        .putString(target, StandardCharsets.ISO_8859_1)
                        .putString(link, StandardCharsets.ISO_8859_1))
                .ok();
    }

    /** Makes a directory, with the mode that the server gives new ones. */
    Reply makeDirectory(String path) throws IOException {
        return send(engine.newRequest(PacketType.MKDIR)
                .putString(path, StandardCharsets.ISO_8859_1)
                .putFileAttributes(FileAttributes.EMPTY));
    }

    Reply remove(String path) throws IOException {
        return send(engine.newRequest(PacketType.REMOVE).putString(path, StandardCharsets.ISO_8859_1));
    }

    Reply fstat(byte[] handle) throws IOException {
        return send(engine.newRequest(PacketType.FSTAT).putString(handle));
    }

    Reply read(byte[] handle, long offset, int length) throws IOException {
        return send(engine.newRequest(PacketType.READ)
                .putString(handle)
                .putUInt64(offset)
                .putUInt32(length));
    }

    Reply write(byte[] handle, long offset, byte[] data, int from, int length) throws IOException {
        return send(engine.newRequest(PacketType.WRITE)
                .putString(handle)
                .putUInt64(offset)
                .putString(data, from, length));
    }

    Reply setAttributes(byte[] handle, FileAttributes attributes) throws IOException {
        return send(engine.newRequest(PacketType.FSETSTAT).putString(handle).putFileAttributes(attributes));
    }

    /** Asks the server to write a file through to its disk, where it knows how. */
    Reply fsync(byte[] handle) throws IOException {
        return send(engine.newExtendedRequest("fsync@openssh.com").putString(handle));
    }

    boolean knows(String extension, String version) {
        return engine.supportsServerExtension(
                        extension.substring(0, extension.indexOf('@')), extension.substring(extension.indexOf('@') + 1))
                || version.equals(engine.getServerExtensionData(
                        extension.substring(0, extension.indexOf('@')),
                        extension.substring(extension.indexOf('@') + 1)));
    }

    Reply close(byte[] handle) throws IOException {
        return send(engine.newRequest(PacketType.CLOSE).putString(handle));
    }

    boolean renamesAtomically() {
        return knows("posix-rename@openssh.com", "1");
    }

    boolean hasHardLinks() {
        return knows("hardlink@openssh.com", "1");
    }

    /** Renames, replacing a file of that name; all at once where {@link #renamesAtomically()}. */
    Reply rename(String from, String to) throws IOException {
        if (!renamesAtomically()) {
            try {
                remove(to).ok();
            } catch (SFTPException nothingThere) {
                if (nothingThere.getStatusCode() != Response.StatusCode.NO_SUCH_FILE) {
                    throw nothingThere;
                }
            }
            return send(engine.newRequest(PacketType.RENAME)
                    .putString(from, StandardCharsets.ISO_8859_1)
                    .putString(to, StandardCharsets.ISO_8859_1));
        }
        return send(engine.newExtendedRequest("posix-rename@openssh.com")
                .putString(from, StandardCharsets.ISO_8859_1)
                .putString(to, StandardCharsets.ISO_8859_1));
    }

    Reply hardLink(String existing, String link) throws IOException {
        return send(engine.newExtendedRequest("hardlink@openssh.com")
                .putString(existing, StandardCharsets.ISO_8859_1)
                .putString(link, StandardCharsets.ISO_8859_1));
    }

    private Reply send(Request request) throws IOException {
        try {
            return new Reply(engine.request(request));
        } catch (IndexOutOfBoundsException e) {
            // what the library's encoder ends in where the line goes while it sends
            throw new IOException("the connection was lost while a request was sent", e);
        }
    }

    @Override
    public void close() {
        try {
            engine.close();
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(Sftp.class).atDebug().setCause(e).log("closing a channel failed");
        }
    }

    void abandon() {
        connection.close();
    }

    /** An answer that may still be under way. */
    static final class Reply {
        private final Promise<Response, SFTPException> promise;

        private Reply(Promise<Response, SFTPException> promise) {
            this.promise = promise;
        }

        boolean isHere() {
            return promise.isFulfilled();
        }

        private Response await() throws IOException {
            return promise.retrieve(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** A handle. */
        byte[] handle() throws IOException {
            return await().ensurePacketTypeIs(PacketType.HANDLE).readBytes();
        }

        FileAttributes attributes() throws IOException {
            return await().ensurePacketTypeIs(PacketType.ATTRS).readFileAttributes();
        }

        /** The data of a read, as the answer itself; {@code null} at the end of the file. */
        @Nullable
        Response data() throws IOException {
            Response response = await();
            if (response.getType() == PacketType.STATUS) {
                response.ensureStatusIs(Response.StatusCode.EOF);
                return null;
            }
            return response.ensurePacketTypeIs(PacketType.DATA);
        }

        /** The one name of an answer, a character per byte. */
        String name() throws IOException {
            Response response = await().ensurePacketTypeIs(PacketType.NAME);
            response.readUInt32AsInt();
            return response.readString(StandardCharsets.ISO_8859_1);
        }

        void ok() throws IOException {
            await().ensureStatusPacketIsOK();
        }
    }
}
