package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.UserManagerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.PropertiesUserManager;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/** Apache FtpServer in this process, at a free port of the loopback. */
final class EmbeddedFtpServer implements AutoCloseable {
    private static final String USER = "mover";
    private static final String PASSWORD = "a password of this test";

    private final FtpServer server;
    private final int port;

    private EmbeddedFtpServer(FtpServer server, int port) {
        this.server = server;
        this.port = port;
    }

    static EmbeddedFtpServer at(Path home) throws FtpException {
        BaseUser user = new BaseUser();
        user.setName(USER);
        user.setPassword(PASSWORD);
        user.setHomeDirectory(home.toString());
        user.setAuthorities(List.of(new WritePermission(), new ConcurrentLoginPermission(100, 100)));
        UserManagerFactory users = new org.apache.ftpserver.usermanager.PropertiesUserManagerFactory();
        PropertiesUserManager manager = (PropertiesUserManager) users.createUserManager();
        manager.save(user);
        ListenerFactory listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(0);
        ConnectionConfigFactory connections = new ConnectionConfigFactory();
        connections.setMaxLogins(200);
        FtpServerFactory factory = new FtpServerFactory();
        factory.setUserManager(manager);
        factory.setConnectionConfig(connections.createConnectionConfig());
        org.apache.ftpserver.listener.Listener listening = listener.createListener();
        factory.setListeners(new HashMap<>(Map.of("default", listening)));
        FtpServer server = factory.createServer();
        server.start();
        return new EmbeddedFtpServer(server, listening.getPort());
    }

    Location newPlace() {
        return Location.of("ftp://" + USER + "@127.0.0.1:" + port + "/" + UUID.randomUUID() + "/root")
                .withSecret(Location.PASSWORD, SecretRef.parse(FtpTreeContract.PASSWORD));
    }

    static TckContext context() {
        return new TckContext().secret(FtpTreeContract.PASSWORD, PASSWORD);
    }

    @Override
    public void close() {
        server.stop();
    }
}
