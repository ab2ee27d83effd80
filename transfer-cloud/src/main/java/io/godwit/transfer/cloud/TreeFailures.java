package io.godwit.transfer.cloud;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;

/** What goes wrong with the entries of a tree, whatever the store. */
final class TreeFailures {
    private TreeFailures() {}

    static MigrationException vanished(Object path) {
        return of(ErrorCategory.TRANSFER, "tree.vanished", "the object \"" + path + "\" is no longer there", path)
                .build();
    }

    static MigrationException changed(Object path) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.changed",
                        "the object \"" + path + "\" is not the one that was listed",
                        path)
                .remedy("Something writes to it; copy it again when it is at rest.")
                .build();
    }

    static MigrationException endedEarly(Object path, long read, long expected) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.changed",
                        "the content of \"" + path + "\" has " + read + " bytes and not " + expected,
                        path)
                .remedy("Something writes to it; copy it again when it is at rest.")
                .retryable(true)
                .build();
    }

    static MigrationException notFound(String place) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER, "tree.not-found", "nothing is stored below \"" + place + "\"")
                .subject(place)
                .remedy("Check the bucket and the prefix of the location.")
                .build();
    }

    static MigrationException linkInPath(Object path, Object link) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.link-in-path",
                        "\"" + path + "\" lies behind the symbolic link \"" + link + "\"",
                        path)
                .remedy("Remove the link, or exclude what lies behind it.")
                .build();
    }

    static MigrationException kindConflict(Object path, String why) {
        return of(ErrorCategory.TRANSFER, "tree.kind-conflict", "\"" + path + "\" cannot be written: " + why, path)
                .remedy("Remove what is in its place, or choose another destination.")
                .build();
    }

    static MigrationException special(Object path) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.special-skipped",
                        "\"" + path + "\" is a pipe, socket or device, which an object store cannot hold",
                        path)
                .build();
    }

    static MigrationException notEmpty(Object path) {
        return of(ErrorCategory.TRANSFER, "tree.not-empty", "the directory \"" + path + "\" is not empty", path)
                .build();
    }

    static MigrationException fenced(Object path) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.fenced",
                        "a later runner of the session has taken over \"" + path + "\"",
                        path)
                .remedy("Let the other runner go on; this one has lost its lease.")
                .build();
    }

    static MigrationException incomplete(Object path, long missing) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.incomplete",
                        "\"" + path + "\" misses what begins at byte " + missing,
                        path)
                .build();
    }

    private static MigrationException.Builder of(ErrorCategory category, String code, String message, Object path) {
        return MigrationException.of(category, code, message).subject(path.toString());
    }
}
