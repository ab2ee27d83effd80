package io.godwit.transfer.ssh;

import java.io.IOException;
import java.nio.file.Path;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.Message;
import net.schmizz.sshj.common.SSHPacket;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AbstractAuthMethod;

/** Logs in with one key of the agent. */
final class AgentLogin extends AbstractAuthMethod {
    private final Path socket;
    private final SshAgent.Identity identity;

    AgentLogin(Path socket, SshAgent.Identity identity) {
        super("publickey");
        this.socket = socket;
        this.identity = identity;
    }

    private SSHPacket request(boolean signed) throws UserAuthException {
        try {
            String type = identity.type();
            return super.buildReq()
                    .putBoolean(signed)
                    .putString(type.equals("ssh-rsa") ? "rsa-sha2-512" : type)
                    .putString(identity.blob());
        } catch (IOException e) {
            throw new UserAuthException("the SSH agent holds a key that is none", e);
        }
    }

    @Override
    protected SSHPacket buildReq() throws UserAuthException {
        return request(false);
    }

    @Override
    public void handle(Message message, SSHPacket packet) throws UserAuthException, TransportException {
        if (message != Message.USERAUTH_60) {
            super.handle(message, packet);
            return;
        }
        // the server would take the key
        SSHPacket request = request(true);
        byte[] data = new Buffer.PlainBuffer()
                .putString(params.getTransport().getSessionID())
                .putBuffer(request)
                .getCompactData();
        try (SshAgent agent = SshAgent.connect(socket)) {
            params.getTransport().write(request.putString(agent.sign(identity, data)));
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            throw new UserAuthException("the SSH agent does not sign with \"" + identity.comment() + "\"", e);
        }
    }
}
