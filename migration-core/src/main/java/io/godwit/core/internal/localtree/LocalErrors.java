package io.godwit.core.internal.localtree;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Tells what a fault of the file system means. */
final class LocalErrors {
    /** Room below which a failed write is taken for a full disk, whatever language the system speaks. */
    private static final long FULL = 64 * 1024;

    private LocalErrors() {}

    static MigrationException reading(IOException e, TreePath path) {
        if (e instanceof ClosedByInterruptException) {
            return cancelled(e, "reading \"" + path + "\"");
        }
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            return vanished(path, e);
        }
        if (e instanceof AccessDeniedException) {
            return of(ErrorCategory.TRANSFER, "tree.permission-denied", path, "may not be read", e)
                    .remedy("Run as a user who may read it, or exclude it.")
                    .build();
        }
        if (isLoop(e)) {
            return linkInPath(path, e);
        }
        return of(ErrorCategory.TRANSFER, "tree.read-failed", path, "could not be read: " + reason(e), e)
                .remedy("Look into the system's log for faults of the disk.")
                .build();
    }

    static MigrationException writing(IOException e, TreePath path, Path root) {
        if (e instanceof ClosedByInterruptException) {
            return cancelled(e, "writing \"" + path + "\"");
        }
        if (isFull(e, root)) {
            return of(ErrorCategory.TRANSFER, "tree.no-space", path, "found no room to be written", e)
                    .remedy("Make room at the destination and resume.")
                    .build();
        }
        if (e instanceof AccessDeniedException || says(e, "read-only file system")) {
            return of(ErrorCategory.TRANSFER, "tree.not-writable", path, "may not be written", e)
                    .remedy("Give the user who runs this the right to write there.")
                    .build();
        }
        if (isLoop(e)) {
            return linkInPath(path, e);
        }
        if (says(e, "file name too long")) {
            return of(ErrorCategory.COMPATIBILITY, "tree.name-too-long", path, "has a name too long for here", e)
                    .remedy("Rename it at the source, or exclude it.")
                    .build();
        }
        return of(ErrorCategory.TRANSFER, "tree.write-failed", path, "could not be written: " + reason(e), e)
                .remedy("Look into the system's log for faults of the disk.")
                .build();
    }

    static MigrationException vanished(TreePath path, Throwable cause) {
        return of(ErrorCategory.TRANSFER, "tree.vanished", path, "is no longer there", cause)
                .build();
    }

    static MigrationException changed(TreePath path, String how) {
        return of(ErrorCategory.TRANSFER, "tree.changed", path, how, null)
                .remedy("Copy again when nothing writes to it.")
                .build();
    }

    static MigrationException linkInPath(TreePath path, Throwable cause) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.link-in-path",
                        path,
                        "cannot be reached without following a link or a file in place of a directory",
                        cause)
                .remedy("Remove the link, or choose another root; links in a tree are never followed.")
                .build();
    }

    static MigrationException fenced(TreePath path, Throwable cause) {
        return of(
                        ErrorCategory.TRANSFER,
                        "tree.fenced",
                        path,
                        "was not completed: a later runner took the session over",
                        cause)
                .build();
    }

    static MigrationException notFound(TreePath path, Path root, Throwable cause) {
        return of(ErrorCategory.TRANSFER, "tree.not-found", path, "is no directory in \"" + root + "\"", cause)
                .remedy("Check the path, and that its file system is mounted.")
                .build();
    }

    static MigrationException.Builder of(
            ErrorCategory category,
            String code,
            TreePath path,
            String what,
            @org.jspecify.annotations.Nullable Throwable cause) {
        return MigrationException.of(category, code, "\"" + path + "\" " + what)
                .subject(path.toString())
                .cause(cause);
    }

    private static MigrationException cancelled(IOException e, String what) {
        MigrationException cancelled = MigrationException.cancelled(what);
        cancelled.addSuppressed(e);
        return cancelled;
    }

    static boolean isFull(IOException e, Path root) {
        return says(e, "no space left")
                || says(e, "quota exceeded")
                || (!(e instanceof NoSuchFileException)
                        && !(e instanceof AccessDeniedException)
                        && usable(root) < FULL);
    }

    private static long usable(Path root) {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException cannotTell) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean isLoop(IOException e) {
        return says(e, "too many levels of symbolic links")
                || says(e, "not a directory")
                || e instanceof NotDirectoryException;
    }

    private static boolean says(IOException e, String words) {
        return reason(e).toLowerCase(Locale.ROOT).contains(words);
    }

    private static String reason(IOException e) {
        String reason = e instanceof FileSystemException fault ? fault.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }
}
