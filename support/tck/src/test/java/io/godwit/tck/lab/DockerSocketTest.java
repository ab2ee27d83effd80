package io.godwit.tck.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerSocketTest {
    @TempDir
    Path directory;

    @Test
    void speaksTheNearestVersionThatTheDaemonHas() {
        assertThat(DockerSocket.apiVersion("{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}", "1.44"))
                .isEqualTo("1.41");
        assertThat(DockerSocket.apiVersion("{\"ApiVersion\":\"1.52\",\"MinAPIVersion\":\"1.44\"}", "1.44"))
                .isEqualTo("1.44");
        assertThat(DockerSocket.apiVersion("{\"ApiVersion\":\"1.60\",\"MinAPIVersion\":\"1.50\"}", "1.44"))
                .isEqualTo("1.50");
        assertThat(DockerSocket.apiVersion("{}", "1.44")).isEqualTo("1.44");
    }

    @Test
    void readsTheAnswerOfADaemon() throws Exception {
        assertThat(ask("HTTP/1.0 200 OK\r\n\r\n{\"ApiVersion\":\"1.41\"}")).contains("\"ApiVersion\":\"1.41\"");
    }

    @Test
    void refusesWhatIsNoDaemon() {
        assertThatThrownBy(() -> ask("hello"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not answer as a Docker daemon");
    }

    @Test
    void failsWhereNothingListens() {
        assertThatThrownBy(() -> DockerSocket.version(directory.resolve("nothing")))
                .isInstanceOf(IOException.class);
    }

    private String ask(String answer) throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (SocketChannel channel = server.accept()) {
                    channel.read(ByteBuffer.allocate(1000));
                    channel.write(StandardCharsets.US_ASCII.encode(answer));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            String version = DockerSocket.version(socket);
            served.join();
            return version;
        }
    }
}
