package io.godwit.transfer.ssh;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.channel.direct.Session;
import net.schmizz.sshj.connection.channel.direct.SessionFactory;

/** Sessions whose SFTP is spoken by a server that was started as another user, and not by the login's own. */
final class SftpAsOther implements SessionFactory {
    private static final String SERVER = "for s in /usr/lib/openssh/sftp-server /usr/libexec/openssh/sftp-server"
            + " /usr/libexec/sftp-server /usr/lib/ssh/sftp-server /usr/lib/sftp-server; do test -x $s && exec $s; done;"
            + " exec sftp-server";

    private final SSHClient client;
    private final SshBecome become;

    SftpAsOther(SSHClient client, SshBecome become) {
        this.client = client;
        this.become = become;
    }

    @Override
    public Session startSession() throws SSHException {
        Session session = client.startSession();
        return (Session) Proxy.newProxyInstance(
                SftpAsOther.class.getClassLoader(), new Class<?>[] {Session.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("startSubsystem")) {
                        return start(session);
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
    }

    private Session.Subsystem start(Session session) throws IOException {
        Session.Command running = session.exec(SshTarget.wire(become.script(SERVER)));
        become.present(running.getOutputStream());
        // the library's own session is command and subsystem at once
        return (Session.Subsystem) running;
    }

    @Override
    public InetSocketAddress getRemoteSocketAddress() {
        return client.getRemoteSocketAddress();
    }
}
