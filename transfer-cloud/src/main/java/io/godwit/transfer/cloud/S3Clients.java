package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** Clients of S3, as a location asks for them. */
final class S3Clients {
    private static final int TRIES = 8;
    /** What the names of buckets in one zone end with, whose requests are signed in another way. */
    private static final String DIRECTORY_BUCKET = "--x-s3";

    private S3Clients() {}

    /**
     * What speaks to one bucket.
     *
     * @param client Amazon's client, for all that there is
     * @param http what it sends with
     * @param wire for what is asked often, or null where only the client knows how
     */
    record Spoken(
            S3Client client, SdkHttpClient http, @Nullable S3Wire wire) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
            http.close();
        }
    }

    static Spoken open(S3Place place, WorkContext context) {
        AwsCredentialsProvider credentials = S3Credentials.of(place, context);
        SdkHttpClient http = http(place.location(), place.connections() * 2);
        S3Client client = client(place, credentials, http);
        return new Spoken(client, http, wire(place, client, credentials, http));
    }

    private static @Nullable S3Wire wire(
            S3Place place, S3Client client, AwsCredentialsProvider credentials, SdkHttpClient http) {
        if (place.is("anonymous") || place.bucket().endsWith(DIRECTORY_BUCKET)) {
            return null;
        }
        String url = client.utilities()
                .getUrl(r -> r.bucket(place.bucket()).key("k"))
                .toString();
        return new S3Wire(
                URI.create(url.substring(0, url.length() - 1)), region(place).id(), http, credentials);
    }

    private static S3Client client(S3Place place, AwsCredentialsProvider credentials, SdkHttpClient http) {
        S3ClientBuilder builder = S3Client.builder()
                .credentialsProvider(credentials)
                .forcePathStyle(place.setting("path_style")
                        .map(Boolean::parseBoolean)
                        .orElse(place.endpoint().isPresent()))
                .accelerate(place.is("accelerate"))
                .dualstackEnabled(place.is("dual_stack"))
                // a bucket that is elsewhere says where
                .crossRegionAccessEnabled(place.endpoint().isEmpty())
                .overrideConfiguration(o -> o.retryStrategy(retries()))
                .region(region(place))
                .httpClient(http);
        if (place.setting("checksums").orElse("always").equals("required")) {
            builder.requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        place.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    /** What is asked of us in a hurry is asked again for up to a minute, each time later, so that a burst of refusals passes. */
    static StandardRetryStrategy retries() {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(TRIES)
                .circuitBreakerEnabled(false)
                .backoffStrategy(BackoffStrategy.exponentialDelay(Duration.ofMillis(100), Duration.ofSeconds(10)))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelay(Duration.ofMillis(400), Duration.ofSeconds(20)))
                .build();
    }

    /** That of the location, else of the environment or profile; else any, for the bucket tells where it is. */
    static Region region(S3Place place) {
        if (place.setting("region").isPresent()) {
            return Region.of(place.setting("region").get());
        }
        if (place.endpoint().isPresent()) {
            return Region.US_EAST_1;
        }
        try {
            DefaultAwsRegionProviderChain.Builder chain = DefaultAwsRegionProviderChain.builder();
            place.setting("profile").ifPresent(chain::profileName);
            return chain.build().getRegion();
        } catch (SdkClientException nobodyKnows) {
            return Region.US_EAST_1;
        }
    }

    static SdkHttpClient http(Location location, int connections) {
        Apache5HttpClient.Builder http = Apache5HttpClient.builder()
                .maxConnections(connections)
                .connectionTimeout(Duration.ofSeconds(10))
                .socketTimeout(Duration.ofSeconds(60))
                // a small object would wait for the service twice
                .expectContinueEnabled(false)
                .tcpKeepAlive(true);
        PlaceRules.url(location, "proxy")
                .ifPresent(proxy -> http.proxyConfiguration(
                        ProxyConfiguration.builder().endpoint(proxy).build()));
        Trust.managers(location).ifPresent((TrustManager[] trusted) -> http.tlsTrustManagersProvider(() -> trusted));
        return http.build();
    }
}
