package io.godwit.transfer.cloud;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.ProxyOptions;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import com.azure.storage.common.policy.RequestRetryOptions;
import com.azure.storage.common.policy.RetryPolicyType;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Clients of Azure's blob storage, with the credentials that the location names, else those that Azure's own tools would take:
 * environment, workload identity, managed identity, the command line's login.
 */
final class AzureClients {
    private static final int TRIES = 8;

    private AzureClients() {}

    static BlobServiceClientBuilder builder(AzurePlace place, WorkContext context) {
        Location location = place.location();
        HttpClient http = http(location);
        BlobServiceClientBuilder builder = new BlobServiceClientBuilder()
                .httpClient(http)
                .retryOptions(new RequestRetryOptions(
                        RetryPolicyType.EXPONENTIAL,
                        TRIES,
                        Duration.ofSeconds(120),
                        Duration.ofMillis(400),
                        Duration.ofSeconds(20),
                        null));
        place.setting("encryption_scope").ifPresent(builder::encryptionScope);
        if (PlaceRules.is(location, "anonymous")) {
            return builder.endpoint(endpoint(place));
        }
        if (PlaceRules.has(location, AzurePlace.CONNECTION_STRING)) {
            return connection(builder, place, PlaceRules.reveal(location, AzurePlace.CONNECTION_STRING, context));
        }
        if (PlaceRules.has(location, AzurePlace.SAS_TOKEN)) {
            return shared(builder, place, PlaceRules.reveal(location, AzurePlace.SAS_TOKEN, context));
        }
        if (PlaceRules.has(location, AzurePlace.ACCOUNT_KEY)) {
            return keyed(builder, place, PlaceRules.reveal(location, AzurePlace.ACCOUNT_KEY, context));
        }
        if (PlaceRules.has(location, Location.CREDENTIALS)) {
            return guessed(
                    builder,
                    place,
                    PlaceRules.reveal(location, Location.CREDENTIALS, context).strip());
        }
        String connection = System.getenv("AZURE_STORAGE_CONNECTION_STRING");
        if (connection != null) {
            return connection(builder, place, connection);
        }
        String token = System.getenv("AZURE_STORAGE_SAS_TOKEN");
        if (token != null) {
            return shared(builder, place, token);
        }
        String key = System.getenv("AZURE_STORAGE_KEY");
        if (key != null) {
            return keyed(builder, place, key);
        }
        return builder.endpoint(endpoint(place)).credential(identity(place, http));
    }

    /** One secret for all: a connection string, a shared access signature, or the key of an account. */
    private static BlobServiceClientBuilder guessed(BlobServiceClientBuilder builder, AzurePlace place, String secret) {
        if (secret.contains("AccountName=") || secret.contains("BlobEndpoint=")) {
            return connection(builder, place, secret);
        }
        if (secret.contains("sig=") || secret.startsWith("?")) {
            return shared(builder, place, secret);
        }
        return keyed(builder, place, secret);
    }

    private static BlobServiceClientBuilder connection(
            BlobServiceClientBuilder builder, AzurePlace place, String text) {
        try {
            builder.connectionString(text);
        } catch (IllegalArgumentException e) {
            throw ServiceFailures.badCredentials(
                    place.location(), "are no connection string", "Copy it from the account's access keys.");
        }
        PlaceRules.endpoint(place.location()).ifPresent(endpoint -> builder.endpoint(endpoint.toString()));
        return builder;
    }

    private static BlobServiceClientBuilder shared(BlobServiceClientBuilder builder, AzurePlace place, String token) {
        String bare = token.startsWith("?") ? token.substring(1) : token;
        if (!bare.contains("sig=")) {
            throw ServiceFailures.badCredentials(
                    place.location(), "are no shared access signature", "It reads sv=...&sig=...");
        }
        return builder.endpoint(endpoint(place)).sasToken(bare);
    }

    private static BlobServiceClientBuilder keyed(BlobServiceClientBuilder builder, AzurePlace place, String key) {
        if (!key.matches("[A-Za-z0-9+/]+={0,2}")) {
            throw ServiceFailures.badCredentials(
                    place.location(),
                    "are no account key",
                    "Give a connection string, a shared access signature, or the key in base64.");
        }
        return builder.endpoint(endpoint(place)).credential(new StorageSharedKeyCredential(account(place), key));
    }

    private static TokenCredential identity(AzurePlace place, HttpClient http) {
        DefaultAzureCredentialBuilder identity = new DefaultAzureCredentialBuilder().httpClient(http);
        place.setting("client_id")
                .ifPresent(client -> identity.managedIdentityClientId(client).workloadIdentityClientId(client));
        place.setting("tenant_id").ifPresent(identity::tenantId);
        return identity.build();
    }

    private static String account(AzurePlace place) {
        return place.setting("account")
                .or(() -> Optional.ofNullable(System.getenv("AZURE_STORAGE_ACCOUNT")))
                .or(() -> PlaceRules.endpoint(place.location())
                        .map(endpoint -> endpoint.getHost())
                        .filter(host -> host.contains(".blob."))
                        .map(host -> host.substring(0, host.indexOf('.'))))
                .orElseThrow(() ->
                        PlaceRules.bad(place.location(), "names no storage account", "Give the setting \"account\"."));
    }

    private static String endpoint(AzurePlace place) {
        return PlaceRules.endpoint(place.location())
                .map(Object::toString)
                .orElseGet(() -> "https://" + account(place) + ".blob.core.windows.net");
    }

    private static HttpClient http(Location location) {
        java.net.http.HttpClient.Builder jdk =
                java.net.http.HttpClient.newBuilder().version(java.net.http.HttpClient.Version.HTTP_1_1);
        Trust.context(location).ifPresent(jdk::sslContext);
        JdkHttpClientBuilder builder = new JdkHttpClientBuilder(jdk).connectionTimeout(Duration.ofSeconds(10));
        PlaceRules.url(location, "proxy")
                .ifPresent(proxy -> builder.proxy(new ProxyOptions(
                        ProxyOptions.Type.HTTP, new InetSocketAddress(proxy.getHost(), PlaceRules.port(proxy)))));
        return builder.build();
    }
}
