package io.godwit.transfer.cloud;

import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.CredentialUnavailableException;
import com.azure.storage.blob.models.BlobStorageException;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;

/** What Azure answers, in our words. */
final class AzureErrors {
    private AzureErrors() {}

    /** The status of an answer, 0 where there was none. */
    static int status(RuntimeException e) {
        return e instanceof BlobStorageException answer ? answer.getStatusCode() : 0;
    }

    static String code(RuntimeException e) {
        return e instanceof BlobStorageException answer && answer.getErrorCode() != null
                ? answer.getErrorCode().toString()
                : "";
    }

    static MigrationException of(RuntimeException e, String what, String place) {
        if (e instanceof MigrationException ours) {
            return ours;
        }
        if (Thread.currentThread().isInterrupted()) {
            return MigrationException.cancelled(what);
        }
        if (e instanceof BlobStorageException answer) {
            return answered(answer, what, place);
        }
        if (e instanceof CredentialUnavailableException) {
            return ServiceFailures.noCredentials(what, place, e);
        }
        if (e instanceof ClientAuthenticationException) {
            return ServiceFailures.refusedCredentials(what + " failed: Azure gives no token", place, e);
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
                return MigrationException.cancelled(what);
            }
            if (cause instanceof IOException || cause instanceof TimeoutException) {
                return ServiceFailures.lost(what, place, e);
            }
        }
        throw e;
    }

    private static MigrationException answered(BlobStorageException answer, String what, String place) {
        String code = code(answer);
        int status = answer.getStatusCode();
        String said = what + " failed: the service says " + code + " (" + status + ")";
        return switch (code) {
            case "ContainerNotFound", "ContainerBeingDeleted", "ContainerDisabled" ->
                ServiceFailures.noBucket(what, place, answer);
            case "BlobAlreadyExists", "ConditionNotMet", "TargetConditionNotMet" ->
                ServiceFailures.conditionFailed(what, place, answer);
            case "ServerBusy", "IngressLimitExceeded", "EgressLimitExceeded", "OperationsPerSecondLimitExceeded" ->
                ServiceFailures.throttled(said, place, answer);
            case "AuthenticationFailed", "InvalidAuthenticationInfo", "NoAuthenticationInformation" ->
                ServiceFailures.refusedCredentials(said, place, answer);
            case "Md5Mismatch" -> ServiceFailures.damaged(place, answer);
            default -> ServiceFailures.answered(status, code, what, place, answer);
        };
    }
}
