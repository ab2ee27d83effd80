package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import net.schmizz.sshj.sftp.Response.StatusCode;
import net.schmizz.sshj.sftp.SFTPException;

/** Says in our terms what the SSH library says in its own, at the edge of the module, once. */
final class SshErrors {
    private SshErrors() {}

    /** A failure of one file or directory, or of the connection underneath. */
    static MigrationException of(IOException failure, String what, String path) {
        StatusCode status = failure instanceof SFTPException sftp ? statusOf(sftp) : null;
        if (status == null) {
            return lost(failure, what + " \"" + path + "\"");
        }
        String message = what + " \"" + path + "\" failed: ";
        return switch (status) {
            case NO_SUCH_FILE, NO_SUCH_PATH -> tree("tree.vanished", message + "it is not there", path, failure);
            case PERMISSION_DENIED, WRITE_PROTECT, CANNOT_DELETE ->
                treeOf("tree.permission-denied", message + "permission denied", path, failure)
                        .remedy("Give the user the right to it, log in as one who has it, or become one with"
                                + " \"become\".")
                        .build();
            case NO_SPACE_ON_FILESYSTEM, QUOTA_EXCEEDED -> noSpace(message, path, failure);
            case NO_CONNECTION, CONNECITON_LOST -> lost(failure, what + " \"" + path + "\"");
            default -> {
                String said = String.valueOf(failure.getMessage());
                yield said.contains("No space") || said.contains("quota")
                        ? noSpace(message, path, failure)
                        : tree("tree.request-refused", message + "the server says \"" + said + "\"", path, failure);
            }
        };
    }

    private static @org.jspecify.annotations.Nullable StatusCode statusOf(SFTPException failure) {
        StatusCode status = failure.getStatusCode();
        // without a status the exception wraps a lost connection or a time-out
        return status == StatusCode.UNKNOWN || failure.getCause() != null ? null : status;
    }

    /** The disk over there is full. */
    static MigrationException noSpace(String message, String path, IOException failure) {
        return treeOf("tree.no-space", message + "no space is left", path, failure)
                .remedy("Make room on the destination and continue with \"resume\".")
                .build();
    }

    private static MigrationException tree(String code, String message, String path, IOException failure) {
        return treeOf(code, message, path, failure).build();
    }

    private static MigrationException.Builder treeOf(String code, String message, String path, IOException failure) {
        return MigrationException.of(ErrorCategory.TRANSFER, code, message)
                .subject(path)
                .cause(failure);
    }

    /** The connection was lost, or did not answer in time; a new one may do. */
    static MigrationException lost(Exception failure, String what) {
        boolean slow = failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException;
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        slow ? "host.timeout" : "host.lost",
                        what + ": " + (slow ? "the server did not answer in time" : "the connection was lost"))
                .remedy("Check the network and the server; continue with \"resume\".")
                .retryable(true)
                .cause(failure)
                .build();
    }
}
