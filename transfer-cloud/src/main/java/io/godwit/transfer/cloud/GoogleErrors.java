package io.godwit.transfer.cloud;

import com.google.cloud.BaseServiceException;
import io.godwit.spi.MigrationException;
import java.io.IOException;

/** What Google Cloud Storage answers, in our words. */
final class GoogleErrors {
    private GoogleErrors() {}

    /** The status of an answer, 0 where there was none. */
    static int status(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof BaseServiceException answer && answer.getCode() > 0) {
                return answer.getCode();
            }
        }
        return 0;
    }

    static MigrationException of(Throwable e, String what, String place) {
        if (e instanceof MigrationException ours) {
            return ours;
        }
        if (Thread.currentThread().isInterrupted()) {
            return MigrationException.cancelled(what);
        }
        int status = status(e);
        if (status > 0) {
            String reason =
                    e instanceof BaseServiceException answer && answer.getReason() != null ? answer.getReason() : "";
            return ServiceFailures.answered(status, reason, what, place, e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof IOException
                    && (message.contains("Error getting access token") || message.contains("invalid_grant"))) {
                return ServiceFailures.refusedCredentials(what + " failed: Google gives no token", place, e);
            }
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException || cause instanceof BaseServiceException) {
                return ServiceFailures.lost(what, place, e);
            }
        }
        if (e instanceof RuntimeException other) {
            throw other;
        }
        throw new IllegalStateException(e);
    }
}
