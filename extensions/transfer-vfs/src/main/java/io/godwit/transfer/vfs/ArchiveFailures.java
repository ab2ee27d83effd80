package io.godwit.transfer.vfs;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What is wrong with archives. */
final class ArchiveFailures {
    private ArchiveFailures() {}

    static MigrationException bomb(String archive, String why, String setting) {
        return of(
                        ErrorCategory.VALIDATION,
                        "archive.bomb",
                        archive,
                        "the archive \"" + archive + "\" is refused: " + why)
                .remedy("Where you know what it holds, raise the setting \"" + setting + "\" of the location.")
                .build();
    }

    static MigrationException truncated(String archive, String why, @Nullable Throwable cause) {
        return of(
                        ErrorCategory.VALIDATION,
                        "archive.truncated",
                        archive,
                        "the archive \"" + archive + "\" is cut off: " + why)
                .remedy("Get it once more from where it was made.")
                .cause(cause)
                .build();
    }

    static MigrationException damaged(String archive, String why, @Nullable Throwable cause) {
        return of(
                        ErrorCategory.VALIDATION,
                        "archive.damaged",
                        archive,
                        "the archive \"" + archive + "\" is not what it should be: " + why)
                .remedy("Check that it is of the kind that the location says, or get it once more.")
                .cause(cause)
                .build();
    }

    /** What went wrong while an archive was unpacked. */
    static MigrationException unreadable(String archive, IOException e) {
        String text = String.valueOf(e.getMessage());
        return e instanceof EOFException || text.contains("runcated") || text.contains("Unexpected end")
                ? truncated(archive, "its compressed bytes end early", e)
                : damaged(archive, text, e);
    }

    static MigrationException encrypted(String archive, String entry) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "archive.encrypted",
                        entry,
                        "the entry \"" + entry + "\" of \"" + archive + "\" is encrypted")
                .remedy("Make the archive again without a password; Godwit moves it over an encrypted connection.")
                .build();
    }

    static MigrationException busy(String archive, String session) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "archive.busy",
                        archive,
                        "session " + session + " has begun to write the archive \"" + archive + "\"")
                .remedy("Resume that session or roll it back first.")
                .build();
    }

    static MigrationException notWritable(String archive) {
        return of(
                        ErrorCategory.COMPATIBILITY,
                        "tree.not-writable",
                        archive,
                        "the archive \"" + archive + "\" lies where files cannot be renamed")
                .remedy("Write it elsewhere.")
                .build();
    }

    static MigrationException noScratch(IOException e) {
        return MigrationException.of(
                        ErrorCategory.TRANSFER,
                        "archive.no-scratch",
                        "a temporary file on this machine could not be written: " + e.getMessage())
                .remedy("Make room where temporary files are, or point java.io.tmpdir elsewhere.")
                .cause(e)
                .build();
    }

    static Finding hostile(String archive, String entry, String why) {
        return Finding.error(
                "archive.hostile-entry",
                entry,
                "An entry of \"" + archive + "\" was left out: " + why + ".",
                "Look at who made the archive; unpack the entry by hand if it is wanted.");
    }

    private static MigrationException.Builder of(ErrorCategory category, String code, String subject, String message) {
        return MigrationException.of(category, code, message).subject(subject);
    }
}
