package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.tck.lab.FtpServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over vsftpd with TLS on request; it requires that sessions are continued. */
class VsftpdTlsTreeIT extends FtpTreeContract {
    @RegisterExtension
    static final FtpServer SERVER = FtpServer.vsftpd();

    @Override
    FtpServer server() {
        return SERVER;
    }

    @Override
    protected Location newPlace() {
        return pinned(place(SERVER, "ftps", SERVER.peerPort()), SERVER);
    }
}
