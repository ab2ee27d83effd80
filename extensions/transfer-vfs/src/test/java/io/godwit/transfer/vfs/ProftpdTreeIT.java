package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.tck.lab.FtpServer;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract over ProFTPD, which lists facts and sets times and modes. */
class ProftpdTreeIT extends FtpTreeContract {
    @RegisterExtension
    static final FtpServer SERVER = FtpServer.proftpd();

    @Override
    FtpServer server() {
        return SERVER;
    }

    @Override
    protected Location newPlace() {
        return place(SERVER, "ftp", SERVER.peerPort());
    }

    /** It makes no directory with an asterisk in its name. */
    @Override
    public boolean mayRefuse(String name) {
        return super.mayRefuse(name) || name.contains("*");
    }
}
