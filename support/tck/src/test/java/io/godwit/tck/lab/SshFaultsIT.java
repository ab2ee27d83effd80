package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.tck.lab.FaultProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy before a real server. */
@Timeout(60)
class SshFaultsIT {
    @Test
    void cutsTheGreetingOfARealServer() throws IOException {
        try (FaultProxy proxy = FaultProxy.to(SshServer.shared()).cutOnce(Direction.TO_CLIENT, 4)) {
            assertThat(greeting(proxy)).isEqualTo("SSH-");
            assertThat(greeting(proxy)).startsWith("SSH-2.0-OpenSSH");
        }
    }

    private static String greeting(FaultProxy proxy) throws IOException {
        try (Socket socket = new Socket(proxy.host(), proxy.port())) {
            socket.setSoTimeout(10_000);
            return new String(socket.getInputStream().readNBytes(15), StandardCharsets.US_ASCII);
        }
    }
}
