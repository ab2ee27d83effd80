package io.godwit.transfer.cloud;

import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.HttpStorageOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Clients of Google Cloud Storage, with the credentials that the location names, else the application default credentials. */
final class GoogleClients {
    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/devstorage.full_control");
    private static final int LIFETIME = 3600;

    private GoogleClients() {}

    static Storage client(GooglePlace place, WorkContext context) {
        Location location = place.location();
        NetHttpTransport transport = transport(location);
        HttpTransportFactory factory = () -> transport;
        HttpStorageOptions.Builder options = StorageOptions.http()
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setHttpTransportFactory(factory)
                        .setConnectTimeout(10_000)
                        .setReadTimeout(60_000)
                        .build())
                .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy())
                .setRetrySettings(RetrySettings.newBuilder()
                        .setInitialRetryDelayDuration(Duration.ofMillis(400))
                        .setRetryDelayMultiplier(2)
                        .setMaxRetryDelayDuration(Duration.ofSeconds(20))
                        .setTotalTimeoutDuration(Duration.ofMinutes(3))
                        .setInitialRpcTimeoutDuration(Duration.ofMinutes(2))
                        .setMaxRpcTimeoutDuration(Duration.ofMinutes(2))
                        .setMaxAttempts(8)
                        .build());
        options.setCredentials(credentials(place, context, factory));
        // a project is asked for although objects need none
        options.setProjectId(place.setting("project").orElse("none"));
        PlaceRules.endpoint(location).ifPresent(endpoint -> options.setHost(endpoint.toString()));
        return options.build().getService();
    }

    private static Credentials credentials(GooglePlace place, WorkContext context, HttpTransportFactory factory) {
        Location location = place.location();
        if (PlaceRules.is(location, "anonymous")) {
            return NoCredentials.getInstance();
        }
        GoogleCredentials own = own(place, context, factory);
        return place.setting("impersonate")
                .<Credentials>map(
                        account -> ImpersonatedCredentials.create(own, account, null, SCOPES, LIFETIME, factory))
                .orElse(own);
    }

    private static GoogleCredentials own(GooglePlace place, WorkContext context, HttpTransportFactory factory) {
        Location location = place.location();
        if (PlaceRules.has(location, GooglePlace.ACCESS_TOKEN)) {
            return token(PlaceRules.reveal(location, GooglePlace.ACCESS_TOKEN, context));
        }
        if (PlaceRules.has(location, GooglePlace.SERVICE_ACCOUNT)) {
            return account(location, PlaceRules.reveal(location, GooglePlace.SERVICE_ACCOUNT, context), factory);
        }
        if (PlaceRules.has(location, Location.CREDENTIALS)) {
            String secret = PlaceRules.reveal(location, Location.CREDENTIALS, context);
            return secret.strip().startsWith("ya29.") ? token(secret) : account(location, secret, factory);
        }
        try {
            return GoogleCredentials.getApplicationDefault(factory).createScoped(SCOPES);
        } catch (IOException e) {
            throw ServiceFailures.noCredentials("opening \"" + location + "\"", location.toString(), e);
        }
    }

    private static GoogleCredentials token(String text) {
        return GoogleCredentials.create(
                AccessToken.newBuilder().setTokenValue(text.strip()).build());
    }

    private static GoogleCredentials account(Location location, String json, HttpTransportFactory factory) {
        try {
            return ServiceAccountCredentials.fromStream(
                            new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), factory)
                    .createScoped(SCOPES);
        } catch (IOException | IllegalArgumentException e) {
            throw ServiceFailures.badCredentials(
                    location,
                    "are no key of a service account",
                    "The secret is the JSON file that Google gave for the account, or an access token.");
        }
    }

    private static NetHttpTransport transport(Location location) {
        NetHttpTransport.Builder transport = new NetHttpTransport.Builder();
        Trust.context(location).ifPresent(trust -> transport.setSslSocketFactory(trust.getSocketFactory()));
        PlaceRules.url(location, "proxy")
                .ifPresent(proxy -> transport.setProxy(
                        new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), PlaceRules.port(proxy)))));
        return transport.build();
    }
}
