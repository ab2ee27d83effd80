package io.godwit.transfer.ssh;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;

/** Talks to the user's SSH agent, which signs with keys that it never gives away. One thread. */
final class SshAgent implements AutoCloseable {
    private static final byte REQUEST_IDENTITIES = 11;
    private static final byte IDENTITIES_ANSWER = 12;
    private static final byte SIGN_REQUEST = 13;
    private static final byte SIGN_RESPONSE = 14;
    private static final int RSA_SHA2_512 = 4;
    private static final int LONGEST_ANSWER = 1 << 20;

    private final SocketChannel channel;

    /**
     * A key that the agent holds.
     *
     * @param key the public key as it goes over the wire, in base64
     * @param comment what its owner calls it
     */
    record Identity(String key, String comment) {
        byte[] blob() {
            return Base64.getDecoder().decode(key);
        }

        /** The type of the key, as its first word says. */
        String type() throws IOException {
            return new Buffer.PlainBuffer(blob()).readString();
        }
    }

    private SshAgent(SocketChannel channel) {
        this.channel = channel;
    }

    static SshAgent connect(Path socket) throws IOException {
        return new SshAgent(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    }

    List<Identity> identities() throws IOException {
        Buffer.PlainBuffer answer = ask(new byte[] {REQUEST_IDENTITIES}, IDENTITIES_ANSWER);
        List<Identity> identities = new ArrayList<>();
        for (int left = answer.readUInt32AsInt(); left > 0; left--) {
            identities.add(new Identity(
                    Base64.getEncoder().encodeToString(answer.readBytes()), answer.readString(StandardCharsets.UTF_8)));
        }
        return identities;
    }

    /** Signs data with a key; the answer names the algorithm in front of the signature. */
    byte[] sign(Identity identity, byte[] data) throws IOException {
        byte[] request = new Buffer.PlainBuffer()
                .putByte(SIGN_REQUEST)
                .putString(identity.blob())
                .putString(data)
                .putUInt32(identity.type().equals("ssh-rsa") ? RSA_SHA2_512 : 0)
                .getCompactData();
        return ask(request, SIGN_RESPONSE).readBytes();
    }

    private Buffer.PlainBuffer ask(byte[] request, byte expected) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(4 + request.length)
                .putInt(request.length)
                .put(request)
                .flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        int length = fill(4).getInt();
        if (length < 1 || length > LONGEST_ANSWER) {
            throw new IOException("the SSH agent answers " + length + " bytes");
        }
        Buffer.PlainBuffer answer = new Buffer.PlainBuffer(fill(length).array());
        byte type = answer.readByte();
        if (type != expected) {
            throw new IOException("the SSH agent refuses (message " + type + ")");
        }
        return answer;
    }

    private ByteBuffer fill(int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining()) {
            if (channel.read(in) < 0) {
                throw new IOException("the SSH agent hung up");
            }
        }
        return in.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
