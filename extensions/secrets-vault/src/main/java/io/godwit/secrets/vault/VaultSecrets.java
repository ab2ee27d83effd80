package io.godwit.secrets.vault;

import com.fasterxml.jackson.databind.JsonNode;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks secrets up in HashiCorp Vault, or in OpenBao, which speaks the same: {@code hashicorp-vault:PATH#FIELD}, with the path as the
 * command {@code vault kv get} takes it. Both versions of the key-value engine are known, others by their plain path. Where the server is
 * and who asks stands in the environment, as for that command: {@code VAULT_ADDR}, {@code VAULT_NAMESPACE}, {@code VAULT_CACERT}, and
 * {@code VAULT_TOKEN}, a file named by {@code VAULT_TOKEN_FILE}, {@code ~/.vault-token}, or {@code VAULT_ROLE_ID} with a file named by
 * {@code VAULT_SECRET_ID_FILE}. Thread-safe.
 */
public final class VaultSecrets implements SecretResolver {
    static final String SCHEME = "hashicorp-vault";

    private final VaultSettings settings;
    private @Nullable VaultClient client;

    /** With the environment of this process. */
    public VaultSecrets() {
        this(System::getenv);
    }

    /** With another environment. */
    VaultSecrets(Function<String, @Nullable String> environment) {
        settings = new VaultSettings(environment);
    }

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public Secret resolve(String name) {
        int hash = name.lastIndexOf('#');
        if (hash <= 0 || hash == name.length() - 1) {
            throw VaultFailures.unreadable(
                    name, "a secret in Vault reads PATH#FIELD", "Write " + SCHEME + ":secret/shop#password.", null);
        }
        String field = name.substring(hash + 1);
        JsonNode fields = fields(name, name.substring(0, hash));
        JsonNode value = fields.get(field);
        if (value == null || value.isNull()) {
            throw VaultFailures.notFound(name, "the secret is there, but has no field \"" + field + "\"");
        }
        if (!value.isValueNode()) {
            throw VaultFailures.unreadable(name, "the field is no text", "Refer to a field that holds a text.", null);
        }
        byte[] text = value.asText().getBytes(StandardCharsets.UTF_8);
        try {
            return Secret.of(text);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private JsonNode fields(String name, String path) {
        VaultClient vault = client(name);
        String below = path.startsWith("/") ? path.substring(1) : path;
        Optional<JsonNode> mount = vault.find(name, "sys/internal/ui/mounts/" + below);
        String place =
                mount.map(found -> found.path("data").path("path").asText()).orElse("");
        boolean hasVersions = mount.map(found ->
                        found.path("data").path("options").path("version").asText())
                .orElse("")
                .equals("2");
        if (hasVersions && below.startsWith(place)) {
            return vault.find(name, place + "data/" + below.substring(place.length()))
                    .map(found -> found.path("data").path("data"))
                    .filter(JsonNode::isObject)
                    .orElseThrow(() -> VaultFailures.notFound(name, "Vault has no such secret"));
        }
        JsonNode data = vault.find(name, below)
                .map(found -> found.path("data"))
                .filter(JsonNode::isObject)
                .orElseThrow(() -> VaultFailures.notFound(name, "Vault has no such secret"));
        // a policy may hide the mounts; then people write the path of version 2 in full
        boolean isOfVersion2 =
                data.path("metadata").isObject() && data.path("data").isObject();
        return isOfVersion2 ? data.path("data") : data;
    }

    private synchronized VaultClient client(String name) {
        VaultClient made = client;
        if (made == null) {
            made = new VaultClient(settings, name);
            client = made;
        }
        return made;
    }
}
