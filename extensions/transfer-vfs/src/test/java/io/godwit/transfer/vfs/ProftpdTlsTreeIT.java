package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.tck.lab.FtpServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over ProFTPD with TLS on request; it requires that sessions are continued. */
class ProftpdTlsTreeIT extends FtpTreeContract {
    @RegisterExtension
    static final FtpServer SERVER = FtpServer.proftpd();

    @Override
    FtpServer server() {
        return SERVER;
    }

    @Override
    protected Location newPlace() {
        return pinned(place(SERVER, "ftps", SERVER.peerPort()), SERVER);
    }

    /** It makes no directory with an asterisk in its name. */
    @Override
    public boolean mayRefuse(String name) {
        return super.mayRefuse(name) || name.contains("*");
    }
}
