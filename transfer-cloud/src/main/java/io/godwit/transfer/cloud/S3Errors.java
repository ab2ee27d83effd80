package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.util.Locale;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What S3 answers, in our words. */
final class S3Errors {
    private S3Errors() {}

    /** The status of an answer, 0 where there was none. */
    static int status(SdkException e) {
        return e instanceof S3Exception answer ? answer.statusCode() : 0;
    }

    static MigrationException of(SdkException e, String what, String place) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            return MigrationException.cancelled(what);
        }
        if (!(e instanceof S3Exception answer)) {
            return withoutAnswer(e, what, place);
        }
        String code =
                answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                        ? ""
                        : answer.awsErrorDetails().errorCode();
        String said = what + " failed: the service says " + (code.isEmpty() ? "status" : code) + " ("
                + answer.statusCode() + ")";
        if (answer.isThrottlingException() || answer.statusCode() == 429) {
            return of(ErrorCategory.CONNECTIVITY, "cloud.throttled", said, place, e)
                    .remedy("Continue with \"resume\" after a while, or with less parallelism.")
                    .retryable(true)
                    .build();
        }
        if (answer.statusCode() == 412 || code.equals("ConditionalRequestConflict")) {
            return of(
                            ErrorCategory.TRANSFER,
                            "cloud.condition-failed",
                            what + " failed: meanwhile there is something else",
                            place,
                            e)
                    .remedy("Something else writes to this place; let it end, then continue with \"resume\".")
                    .retryable(true)
                    .build();
        }
        return switch (code) {
            case "NoSuchBucket" ->
                of(ErrorCategory.TRANSFER, "cloud.no-bucket", what + " failed: there is no such bucket", place, e)
                        .remedy("Check the name and the region of the bucket, or make it.")
                        .build();
            case "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "InvalidToken",
                    "ExpiredToken",
                    "TokenRefreshRequired" ->
                of(ErrorCategory.CONNECTIVITY, "cloud.credentials-refused", said, place, e)
                        .remedy("Check the credentials of the location, and whether they have expired.")
                        .build();
            case "RequestTimeTooSkewed" ->
                of(ErrorCategory.CONNECTIVITY, "cloud.clock-skewed", said, place, e)
                        .remedy("Set the clock of this machine right.")
                        .build();
            case "KeyTooLongError", "KeyTooLong" ->
                of(ErrorCategory.COMPATIBILITY, "tree.name-too-long", said, place, e)
                        .remedy("Shorten the name, or exclude it.")
                        .build();
            default -> byStatus(answer, said, place);
        };
    }

    private static MigrationException byStatus(S3Exception answer, String said, String place) {
        int status = answer.statusCode();
        if (status == 403 || status == 401) {
            return of(ErrorCategory.TRANSFER, "tree.permission-denied", said, place, answer)
                    .remedy("Give these credentials the right to it: list, read, and for a destination write and"
                            + " delete.")
                    .build();
        }
        if (status >= 500 && status != 501) {
            return of(ErrorCategory.CONNECTIVITY, "cloud.unavailable", said, place, answer)
                    .remedy("Continue with \"resume\" when the service is well again.")
                    .retryable(true)
                    .build();
        }
        return of(ErrorCategory.TRANSFER, "cloud.request-refused", said, place, answer)
                .remedy(
                        status == 501 || status == 400
                                ? "A service that does not know newer checksums takes the setting \"checksums:"
                                        + " required\"."
                                : "")
                .build();
    }

    private static MigrationException withoutAnswer(SdkException e, String what, String place) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("unable to load credentials") || message.contains("unable to load region")) {
            boolean region = message.contains("region");
            return of(
                            ErrorCategory.CONFIGURATION,
                            region ? "cloud.no-region" : "cloud.no-credentials",
                            what + " failed: there " + (region ? "is no region" : "are no credentials"),
                            place,
                            e)
                    .remedy(
                            region
                                    ? "Set \"region\" in cloud_config, or AWS_REGION."
                                    : "Set \"credentials\" in cloud_config, a profile, or what Amazon's own tools"
                                            + " read.")
                    .build();
        }
        boolean slow = e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException;
        return of(
                        ErrorCategory.CONNECTIVITY,
                        "cloud.lost",
                        what + " failed: " + (slow ? "no answer came in time" : "the service cannot be reached"),
                        place,
                        e)
                .remedy("Check the endpoint and the network; continue with \"resume\".")
                .retryable(e instanceof SdkClientException)
                .build();
    }

    private static MigrationException.Builder of(
            ErrorCategory category, String code, String message, String place, SdkException cause) {
        return MigrationException.of(category, code, message).subject(place).cause(cause);
    }
}
