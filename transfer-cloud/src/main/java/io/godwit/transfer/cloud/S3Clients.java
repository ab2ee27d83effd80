package io.godwit.transfer.cloud;

import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;
import java.time.Duration;
import javax.net.ssl.TrustManager;
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

    private S3Clients() {}

    static S3Client client(S3Place place, WorkContext context) {
        AwsCredentialsProvider credentials = S3Credentials.of(place, context);
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
                .httpClient(http(place.location(), place.connections() * 2));
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
                .tcpKeepAlive(true);
        PlaceRules.url(location, "proxy")
                .ifPresent(proxy -> http.proxyConfiguration(
                        ProxyConfiguration.builder().endpoint(proxy).build()));
        Trust.managers(location).ifPresent((TrustManager[] trusted) -> http.tlsTrustManagersProvider(() -> trusted));
        return http.build();
    }
}
