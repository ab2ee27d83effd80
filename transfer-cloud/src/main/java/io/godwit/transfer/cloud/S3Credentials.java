package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.WorkContext;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** Whose name requests are signed with: what the location says, else what Amazon's own tools would take. */
final class S3Credentials {
    private S3Credentials() {}

    static AwsCredentialsProvider of(S3Place place, WorkContext context) {
        AwsCredentialsProvider own = own(place, context);
        return place.setting("role_arn").map(role -> assumed(place, role, own)).orElse(own);
    }

    /** The rights of a role, asked for with our own and renewed before they end. */
    private static AwsCredentialsProvider assumed(S3Place place, String role, AwsCredentialsProvider own) {
        StsClientBuilder sts = StsClient.builder()
                .credentialsProvider(own)
                .region(S3Clients.region(place))
                .overrideConfiguration(o -> o.retryStrategy(S3Clients.retries()))
                .httpClient(S3Clients.http(place.location(), 2));
        PlaceRules.url(place.location(), "sts_endpoint").ifPresent(sts::endpointOverride);
        return StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts.build())
                .refreshRequest(r -> r.roleArn(role)
                        .roleSessionName(place.setting("role_session_name").orElse("godwit"))
                        .externalId(place.setting("external_id").orElse(null)))
                .build();
    }

    private static AwsCredentialsProvider own(S3Place place, WorkContext context) {
        Location location = place.location();
        if (place.is("anonymous")) {
            return AnonymousCredentialsProvider.create();
        }
        if (location.secret(S3Place.ACCESS_KEY_ID).isPresent()) {
            return StaticCredentialsProvider.create(credentials(
                    reveal(location, S3Place.ACCESS_KEY_ID, context),
                    reveal(location, S3Place.SECRET_ACCESS_KEY, context),
                    location.secret(S3Place.SESSION_TOKEN).isPresent()
                            ? reveal(location, S3Place.SESSION_TOKEN, context)
                            : ""));
        }
        if (location.secret(Location.CREDENTIALS).isPresent()) {
            String[] parts =
                    reveal(location, Location.CREDENTIALS, context).strip().split("[:\\s]+", 3);
            if (parts.length < 2) {
                throw MigrationException.of(
                                ErrorCategory.CONFIGURATION,
                                "cloud.bad-credentials",
                                "the credentials of \"" + location + "\" are no key pair")
                        .subject(location.toString())
                        .remedy("The secret reads ACCESS_KEY_ID:SECRET_ACCESS_KEY, and :SESSION_TOKEN where there is"
                                + " one.")
                        .build();
            }
            return StaticCredentialsProvider.create(credentials(parts[0], parts[1], parts.length > 2 ? parts[2] : ""));
        }
        return place.setting("profile")
                .<AwsCredentialsProvider>map(ProfileCredentialsProvider::create)
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    private static AwsCredentials credentials(String id, String key, String token) {
        return token.isEmpty() ? AwsBasicCredentials.create(id, key) : AwsSessionCredentials.create(id, key, token);
    }

    private static String reveal(Location location, String name, WorkContext context) {
        try (Secret secret = context.connections().secret(location.secret(name).orElseThrow())) {
            return secret.reveal();
        }
    }
}
