package io.godwit.transfer.vfs;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the entries of a tree. */
final class TreeFailures {
    private TreeFailures() {}

    static MigrationException vanished(Object path) {
        return of(ErrorCategory.TRANSFER, "tree.vanished", "\"" + path + "\" is no longer there", path)
                .build();
    }

    static MigrationException changed(Object path) {
        return of(ErrorCategory.TRANSFER, "tree.changed", "\"" + path + "\" is not what was listed", path)
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
        return MigrationException.of(ErrorCategory.TRANSFER, "tree.not-found", "\"" + place + "\" is not there")
                .subject(place)
                .remedy("Check the path of the location.")
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

    static MigrationException special(Object path, String what) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.special-skipped",
                        "\"" + path + "\" is a " + what + ", which the destination cannot hold",
                        path)
                .build();
    }

    static MigrationException notRepresentable(Object path) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.name-not-representable",
                        "the destination cannot write the name \"" + path + "\"",
                        path)
                .remedy("Rename it at the source, or exclude it.")
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

    static MigrationException noRanges(Object path) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.no-ranges",
                        "\"" + path + "\" cannot be read or written in ranges here",
                        path)
                .build();
    }

    static MigrationException unknownDigest(String algorithm, @Nullable Throwable cause) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY, "tree.unknown-digest", "no digest is called \"" + algorithm + "\"")
                .remedy("Use SHA-256.")
                .cause(cause)
                .build();
    }

    private static MigrationException.Builder of(ErrorCategory category, String code, String message, Object path) {
        return MigrationException.of(category, code, message).subject(path.toString());
    }
}
