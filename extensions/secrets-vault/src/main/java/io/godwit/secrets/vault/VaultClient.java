package io.godwit.secrets.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks Vault over its HTTP API. Thread-safe. */
final class VaultClient {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int BAD_REQUEST = 400;
    private static final int SEALED = 503;

    private final VaultSettings settings;
    private final URI address;
    private final HttpClient http;
    /** From a login of our own, or null. */
    private @Nullable String ownToken;

    VaultClient(VaultSettings settings, String name) {
        this.settings = settings;
        this.address = settings.address(name);
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(PATIENCE).followRedirects(HttpClient.Redirect.NORMAL);
        settings.tls(name).ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    /**
     * Reads what stands at a path.
     *
     * @param name of the secret, for failures
     * @param path below {@code /v1/}
     * @return the answer, or empty where nothing is there
     */
    Optional<JsonNode> find(String name, String path) {
        HttpResponse<String> answer = send(name, get(name, path, false));
        if (answer.statusCode() == FORBIDDEN && settings.role().isPresent()) {
            // the token of an earlier login may have run out
            answer = send(name, get(name, path, true));
        }
        boolean isAboutMounts = path.startsWith("sys/internal/");
        if (answer.statusCode() == NOT_FOUND
                || (isAboutMounts && (answer.statusCode() == FORBIDDEN || answer.statusCode() == BAD_REQUEST))) {
            return Optional.empty();
        }
        return Optional.of(read(name, answer));
    }

    private HttpRequest get(String name, String path, boolean anew) {
        return request(path).header("X-Vault-Token", token(name, anew)).GET().build();
    }

    private HttpRequest.Builder request(String path) {
        String encoded = Stream.of(path.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve("v1/" + encoded))
                .timeout(PATIENCE)
                .header("X-Vault-Request", "true");
        settings.namespace().ifPresent(namespace -> request.header("X-Vault-Namespace", namespace));
        return request;
    }

    private synchronized String token(String name, boolean anew) {
        Optional<String> given = settings.token(name);
        if (given.isPresent()) {
            return given.get();
        }
        String known = ownToken;
        if (known == null || anew) {
            known = login(name);
            ownToken = known;
        }
        return known;
    }

    private String login(String name) {
        String role = settings.role()
                .orElseThrow(() -> VaultFailures.unreadable(
                        name,
                        "there is no token for Vault",
                        "Set VAULT_TOKEN or VAULT_TOKEN_FILE, log in with \"vault login\", or set VAULT_ROLE_ID and"
                                + " VAULT_SECRET_ID_FILE.",
                        null));
        try {
            String body = JSON.writeValueAsString(Map.of("role_id", role, "secret_id", settings.secretId(name)));
            HttpRequest request = request("auth/approle/login")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            String token = read(name, send(name, request))
                    .path("auth")
                    .path("client_token")
                    .asText();
            if (token.isEmpty()) {
                throw VaultFailures.unreadable(name, "Vault gave no token", "Look at the role in Vault.", null);
            }
            return token;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts could not be written", e);
        }
    }

    private HttpResponse<String> send(String name, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw VaultFailures.unreadable(
                    name,
                    "Vault cannot be asked (" + e.getClass().getSimpleName() + ")",
                    "See that " + address + " is right, can be reached from here, and proves who it is (VAULT_CACERT).",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("asking Vault");
        }
    }

    /** The answer; what it says stays out of every failure, as it may hold secrets. */
    private static JsonNode read(String name, HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status != 200) {
            String why = status == SEALED ? "Vault is sealed or not ready" : "Vault refuses with status " + status;
            throw VaultFailures.unreadable(
                    name,
                    why,
                    status == SEALED
                            ? "Unseal it."
                            : "See that the token is good and that its policy allows to read this path.",
                    null);
        }
        try {
            JsonNode read = JSON.readTree(answer.body());
            if (read != null && read.isObject()) {
                return read;
            }
        } catch (JsonProcessingException e) {
            // the failure of the parser quotes what it read
        }
        throw VaultFailures.unreadable(
                name, "what answers is not Vault", "See that VAULT_ADDR is the address of Vault itself.", null);
    }
}
