package io.godwit.example.adapter;

import com.sun.net.httpserver.HttpServer;
import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as the vault does. */
class VaultSecretsContractTest extends SecretResolverContract {
    private static final String TOKEN = "tok3n";

    @TempDir
    Path directory;

    private final Map<String, String> documents = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server = start();

    private HttpServer start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(threads);
            started.createContext("/v1/", exchange -> {
                String document = documents.get(exchange.getRequestURI().getPath());
                boolean mayRead = TOKEN.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
                byte[] answer = String.valueOf(document).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(
                        mayRead ? document == null ? 404 : 200 : 403, mayRead ? answer.length : -1);
                try (var body = exchange.getResponseBody()) {
                    body.write(mayRead ? answer : new byte[0]);
                }
            });
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Override
    protected SecretResolver resolver() {
        Path token = directory.resolve("token");
        try {
            Files.writeString(token, TOKEN + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String address = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort();
        return new VaultSecrets(Map.of("NOTES_VAULT", address, "NOTES_VAULT_TOKEN_FILE", token.toString())::get);
    }

    @Override
    protected String given(String value) {
        String path = "team/notes/" + documents.size();
        documents.put("/v1/" + path, Json.write(Map.of("password", value, "user", "notes")));
        return path + "#password";
    }

    @Override
    protected String missing() {
        return "team/other#password";
    }

    @Override
    protected Optional<String> givenUnreadable(String value) {
        documents.put("/v1/team/broken", "{\"password\": \"" + value + "\", ");
        return Optional.of("team/broken#password");
    }
}
