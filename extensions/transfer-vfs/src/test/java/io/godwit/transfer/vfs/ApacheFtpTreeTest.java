package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.tck.FileTreeContract;
import io.godwit.tck.TckContext;
import java.nio.file.Path;
import org.apache.ftpserver.ftplet.FtpException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over Apache FtpServer, which lists facts, sets no modes and trims names. */
@SuppressWarnings("NullAway.Init")
class ApacheFtpTreeTest extends FileTreeContract {
    @TempDir
    static Path home;

    private static EmbeddedFtpServer server;

    @BeforeAll
    static void start() throws FtpException {
        server = EmbeddedFtpServer.at(home);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected TransferMethod method() {
        return new FtpTransferMethod();
    }

    @Override
    protected Location newPlace() {
        return server.newPlace();
    }

    @Override
    protected TckContext newContext() {
        return EmbeddedFtpServer.context();
    }

    /** FTP has no word for the end of a line in a name; this server trims blanks, and reads two dots as above and a backslash as a slash. */
    @Override
    public boolean mayRefuse(String name) {
        return name.contains("\n")
                || name.contains("\r")
                || name.endsWith(" ")
                || name.startsWith("..")
                || name.contains("\\");
    }
}
