package io.godwit.tck.lab;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a Docker daemon on a Unix socket which API versions it speaks, before any client library has to guess. */
final class DockerSocket {
    private static final String DEFAULT = "unix:///var/run/docker.sock";

    private DockerSocket() {}

    /** The socket that {@code DOCKER_HOST} (or else the default) names; empty when the daemon is reached another way. */
    static Optional<Path> path() {
        String host = Optional.ofNullable(System.getenv("DOCKER_HOST"))
                .filter(h -> !h.isBlank())
                .orElse(DEFAULT);
        return host.startsWith("unix:") ? Optional.of(Path.of(URI.create(host).getPath())) : Optional.empty();
    }

    /**
     * The daemon's answer to {@code GET /version}.
     *
     * @throws IOException if nothing answers there
     */
    static String version(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            // HTTP/1.0: the answer ends with the connection.
            ByteBuffer request = StandardCharsets.US_ASCII.encode("GET /version HTTP/1.0\r\nHost: docker\r\n\r\n");
            while (request.hasRemaining()) {
                channel.write(request);
            }
            StringBuilder answer = new StringBuilder();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                answer.append(StandardCharsets.UTF_8.decode(buffer.flip()));
                buffer.clear();
            }
            if (!answer.toString().startsWith("HTTP/1.") || !answer.toString().contains(" 200 ")) {
                throw new IOException("'" + socket + "' does not answer as a Docker daemon does");
            }
            return answer.toString();
        }
    }

    /** The API version to speak: {@code preferred} if the daemon has it, else the nearest it has. */
    static String apiVersion(String versionAnswer, String preferred) {
        String newest = field(versionAnswer, "ApiVersion").orElse(preferred);
        String oldest = field(versionAnswer, "MinAPIVersion").orElse(preferred);
        if (compare(preferred, newest) > 0) {
            return newest;
        }
        return compare(preferred, oldest) < 0 ? oldest : preferred;
    }

    private static Optional<String> field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([0-9]+\\.[0-9]+)\"")
                .matcher(json);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static int compare(String a, String b) {
        String[] x = a.split("\\.", -1);
        String[] y = b.split("\\.", -1);
        int major = Integer.compare(Integer.parseInt(x[0]), Integer.parseInt(y[0]));
        return major != 0 ? major : Integer.compare(Integer.parseInt(x[1]), Integer.parseInt(y[1]));
    }
}
