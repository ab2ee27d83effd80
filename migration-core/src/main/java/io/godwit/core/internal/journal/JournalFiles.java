package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Makes the files of the journal so that nobody but us can read them: directories 0700, files 0600, where there are such modes. */
public final class JournalFiles {
    private JournalFiles() {}

    /**
     * Makes a directory with its parents; one that is there is left as it is.
     *
     * @param directory where
     * @throws MigrationException CONFIGURATION, {@code journal.not-writable}
     */
    public static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory, attributes("rwx------"));
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
    }

    /**
     * Makes an empty file where there is none, with the directory that it is in.
     *
     * @param file where
     * @throws MigrationException CONFIGURATION, {@code journal.not-writable}
     */
    public static void makeFile(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        try {
            Files.createFile(file, attributes("rw-------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isRegularFile(file)) {
                throw notWritable(file, e);
            }
        } catch (IOException e) {
            throw notWritable(file, e);
        }
    }

    private static FileAttribute<?>[] attributes(String mode) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static MigrationException notWritable(Path path, IOException cause) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "journal.not-writable",
                        "\"" + path + "\" cannot be made: " + cause.getClass().getSimpleName())
                .subject(path.toString())
                .remedy("Give another place for the journal, or make that one writable.")
                .cause(cause)
                .build();
    }
}
