package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.tck.TckContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks S3, as a process of its own, for all tests of this process: Adobe's S3Mock. It knows checksums, multipart
 * uploads and conditions; it does not check signatures.
 */
final class S3MockServer {
    static final String BUCKET = "godwit-tests";

    private static @Nullable S3MockServer shared;

    private final int port;

    private S3MockServer(int port) {
        this.port = port;
    }

    static synchronized S3MockServer shared() {
        S3MockServer running = shared;
        if (running == null) {
            try {
                running = start();
                shared = running;
            } catch (IOException e) {
                throw new AssertionError("S3Mock does not start", e);
            }
        }
        return running;
    }

    private static S3MockServer start() throws IOException {
        String jar = Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .filter(entry -> entry.matches(".*s3mock-[0-9.]+-exec\\.jar"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("s3mock's jar is not on the class path"));
        int secure = freePort();
        int plain = freePort();
        Path log = Files.createTempFile("s3mock", ".log");
        Path store = Files.createTempDirectory("s3mock");
        ProcessBuilder command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar,
                "--server.address=127.0.0.1",
                "--server.port=" + secure,
                "--http.port=" + plain);
        command.environment().put("COM_ADOBE_TESTING_S3MOCK_STORE_INITIAL_BUCKETS", BUCKET);
        command.environment().put("COM_ADOBE_TESTING_S3MOCK_STORE_ROOT", store.toString());
        command.redirectErrorStream(true).redirectOutput(log.toFile());
        Process process = command.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest ask = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + plain + "/" + BUCKET))
                .build();
        Awaitility.await("S3Mock, which writes to " + log)
                .atMost(Duration.ofMinutes(2))
                .ignoreExceptions()
                .until(() ->
                        http.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200);
        return new S3MockServer(plain);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** A place in which nothing is. */
    Location newPlace() {
        return place("s3://" + BUCKET + "/" + UUID.randomUUID() + "/site");
    }

    Location place(String uri) {
        return Location.of(uri)
                .withSetting("endpoint", "http://127.0.0.1:" + port)
                .withSecret(Location.CREDENTIALS, io.godwit.spi.SecretRef.parse("env:S3_KEYS"));
    }

    static TckContext context() {
        return new TckContext().secret("env:S3_KEYS", "AKIDEXAMPLE:not-a-real-key");
    }
}
