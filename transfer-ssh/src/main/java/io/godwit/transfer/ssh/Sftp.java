package io.godwit.transfer.ssh;

import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.schmizz.concurrent.Promise;
import net.schmizz.sshj.sftp.FileAttributes;
import net.schmizz.sshj.sftp.OpenMode;
import net.schmizz.sshj.sftp.PacketType;
import net.schmizz.sshj.sftp.Request;
import net.schmizz.sshj.sftp.Response;
import net.schmizz.sshj.sftp.SFTPEngine;
import net.schmizz.sshj.sftp.SFTPException;

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

    Sftp(SshConnection connection, String root) throws IOException {
        this.connection = connection;
        this.engine = new SFTPEngine(connection.client());
        engine.setTimeoutMs(TIMEOUT_MILLIS);
        engine.init();
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
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

    Reply open(String path, Set<OpenMode> modes) throws IOException {
        return send(engine.newRequest(PacketType.OPEN)
                .putString(path, StandardCharsets.ISO_8859_1)
                .putUInt32(OpenMode.toMask(EnumSet.copyOf(modes)))
                .putFileAttributes(FileAttributes.EMPTY));
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

    Reply rename(String from, String to) throws IOException {
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
        return new Reply(engine.request(request));
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
        @org.jspecify.annotations.Nullable
        Response data() throws IOException {
            Response response = await();
            if (response.getType() == PacketType.STATUS) {
                response.ensureStatusIs(Response.StatusCode.EOF);
                return null;
            }
            return response.ensurePacketTypeIs(PacketType.DATA);
        }

        void ok() throws IOException {
            await().ensureStatusPacketIsOK();
        }
    }
}
