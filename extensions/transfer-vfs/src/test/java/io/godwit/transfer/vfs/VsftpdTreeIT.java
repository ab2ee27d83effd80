package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.tck.lab.FtpServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over vsftpd, which lists for people only and sets times by MDTM. */
class VsftpdTreeIT extends FtpTreeContract {
    @RegisterExtension
    static final FtpServer SERVER = FtpServer.vsftpd();

    @Override
    FtpServer server() {
        return SERVER;
    }

    @Override
    protected Location newPlace() {
        return place(SERVER, "ftp", SERVER.peerPort());
    }
}
