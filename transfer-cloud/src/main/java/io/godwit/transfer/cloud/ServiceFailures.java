package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jspecify.annotations.Nullable;

/** What services answer, in our words, as far as they have it in common. */
final class ServiceFailures {
    private ServiceFailures() {}

    /** An answer with a status of HTTP. */
    static MigrationException answered(int status, String code, String what, String place, Throwable cause) {
        String said = what + " failed: the service says " + (code.isEmpty() ? "status" : code) + " (" + status + ")";
        if (status == 412 || status == 304) {
            return conditionFailed(what, place, cause);
        }
        if (status == 429) {
            return throttled(said, place, cause);
        }
        if (status == 401) {
            return of(ErrorCategory.CONNECTIVITY, "cloud.credentials-refused", said, place, cause)
                    .remedy("Check the credentials of the location, and whether they have expired.")
                    .build();
        }
        if (status == 403) {
            return of(ErrorCategory.TRANSFER, "tree.permission-denied", said, place, cause)
                    .remedy("Give these credentials the right to it: list, read, and for a destination write and"
                            + " delete.")
                    .build();
        }
        if (status == 408 || (status >= 500 && status != 501)) {
            return of(ErrorCategory.CONNECTIVITY, "cloud.unavailable", said, place, cause)
                    .remedy("Continue with \"resume\" when the service is well again.")
                    .retryable(true)
                    .build();
        }
        return of(ErrorCategory.TRANSFER, "cloud.request-refused", said, place, cause)
                .build();
    }

    static MigrationException conditionFailed(String what, String place, @Nullable Throwable cause) {
        return of(
                        ErrorCategory.TRANSFER,
                        "cloud.condition-failed",
                        what + " failed: meanwhile there is something else",
                        place,
                        cause)
                .remedy("Something else writes to this place; let it end, then continue with \"resume\".")
                .retryable(true)
                .build();
    }

    static MigrationException throttled(String said, String place, Throwable cause) {
        return of(ErrorCategory.CONNECTIVITY, "cloud.throttled", said, place, cause)
                .remedy("Continue with \"resume\" after a while, or with less parallelism.")
                .retryable(true)
                .build();
    }

    static MigrationException noBucket(String what, String place, Throwable cause) {
        return of(ErrorCategory.TRANSFER, "cloud.no-bucket", what + " failed: there is no such bucket", place, cause)
                .remedy("Check the name and the region of the bucket, or make it.")
                .build();
    }

    static MigrationException noCredentials(String what, String place, Throwable cause) {
        return of(
                        ErrorCategory.CONFIGURATION,
                        "cloud.no-credentials",
                        what + " failed: there are no credentials",
                        place,
                        cause)
                .remedy("Set \"credentials\" in cloud_config, or what the provider's own tools read.")
                .build();
    }

    static MigrationException badCredentials(Object location, String why, String remedy) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "cloud.bad-credentials",
                        "the credentials of \"" + location + "\" " + why)
                .subject(location.toString())
                .remedy(remedy)
                .build();
    }

    static MigrationException refusedCredentials(String said, String place, Throwable cause) {
        return of(ErrorCategory.CONNECTIVITY, "cloud.credentials-refused", said, place, cause)
                .remedy("Check the credentials of the location, and whether they have expired.")
                .build();
    }

    static MigrationException clockSkewed(String said, String place, Throwable cause) {
        return of(ErrorCategory.CONNECTIVITY, "cloud.clock-skewed", said, place, cause)
                .remedy("Set the clock of this machine right.")
                .build();
    }

    static MigrationException damaged(Object path, Throwable cause) {
        return of(
                        ErrorCategory.CONNECTIVITY,
                        "cloud.damaged",
                        "what came of \"" + path + "\" does not have the checksum that the service tells",
                        path.toString(),
                        cause)
                .remedy("Continue with \"resume\"; if it stays so, look at what stands between here and the service.")
                .retryable(true)
                .build();
    }

    /** No answer came. */
    static MigrationException lost(String what, String place, Throwable cause) {
        return of(
                        ErrorCategory.CONNECTIVITY,
                        "cloud.lost",
                        what + " failed: the service cannot be reached, or gave no answer in time",
                        place,
                        cause)
                .remedy("Check the endpoint and the network; continue with \"resume\".")
                .retryable(true)
                .build();
    }

    private static MigrationException.Builder of(
            ErrorCategory category, String code, String message, String place, @Nullable Throwable cause) {
        MigrationException.Builder failure =
                MigrationException.of(category, code, message).subject(place);
        return cause == null ? failure : failure.cause(cause);
    }
}
