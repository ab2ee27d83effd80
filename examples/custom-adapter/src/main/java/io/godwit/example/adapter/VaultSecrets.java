package io.godwit.example.adapter;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks secrets up in the company's vault: {@code vault:PATH#FIELD} reads {@code FIELD} ({@code value} where it is left out) of the JSON object that
 * {@code GET $NOTES_VAULT/v1/PATH} answers. The token stands in the file that {@code NOTES_VAULT_TOKEN_FILE} names. Thread-safe.
 */
public final class VaultSecrets implements SecretResolver {
    private static final String ADDRESS = "NOTES_VAULT";
    private static final String TOKEN_FILE = "NOTES_VAULT_TOKEN_FILE";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Function<String, @Nullable String> environment;

    /** For the discovery; nothing is looked at before a secret is asked for. */
    public VaultSecrets() {
        this(System::getenv);
    }

    VaultSecrets(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public String scheme() {
        return "vault";
    }

    @Override
    public Secret resolve(String name) {
        int hash = name.lastIndexOf('#');
        String path = hash < 0 ? name : name.substring(0, hash);
        String field = hash < 0 ? "value" : name.substring(hash + 1);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(variable(ADDRESS, name) + "/v1/" + encoded(path)))
                    .timeout(PATIENCE)
                    .header(
                            "X-Vault-Token",
                            Files.readString(Path.of(variable(TOKEN_FILE, name)))
                                    .strip())
                    .build();
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .connectTimeout(PATIENCE)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return secret(name, field, answer);
        } catch (IOException | IllegalArgumentException e) {
            // neither the answer nor what was made of it is repeated: it may hold the secret
            throw unreadable(name, e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.cancelled("asking the vault");
        }
    }

    private static Secret secret(String name, String field, HttpResponse<String> answer) {
        if (answer.statusCode() != 200 && answer.statusCode() != 404) {
            throw unreadable(name, "status " + answer.statusCode());
        }
        Map<?, ?> fields = answer.statusCode() == 404 ? Map.of() : Json.read(answer.body());
        if (!(fields.get(field) instanceof String value)) {
            throw failure("secret.not-found", name, "is not there")
                    .remedy("Put it into the vault, or correct the reference (vault:PATH#FIELD).")
                    .build();
        }
        return Secret.of(value.toCharArray());
    }

    private static String encoded(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private String variable(String variable, String name) {
        String value = environment.apply(variable);
        if (value == null || value.isBlank()) {
            throw unreadable(name, "the variable " + variable + " is not set");
        }
        return value;
    }

    private static MigrationException unreadable(String name, String why) {
        return failure("secret.unreadable", name, "cannot be read: " + why)
                .remedy("Look at " + ADDRESS + " and " + TOKEN_FILE + ", and whether the token may read it.")
                .build();
    }

    private static MigrationException.Builder failure(String code, String name, String what) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, code, "the secret \"vault:" + name + "\" " + what)
                .subject("vault:" + name);
    }
}
