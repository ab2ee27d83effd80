package io.godwit.core.internal.localtree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the faults mean that no test can have a file system make on demand. */
class LocalErrorsTest {
    private static final TreePath PATH = TreePath.of("uploads/a.jpg");

    @TempDir
    Path root;

    private static FileSystemException saying(String reason) {
        return new FileSystemException("/x", null, reason);
    }

    static Stream<Arguments> reading() {
        return Stream.of(
                arguments(new NoSuchFileException("/x"), "tree.vanished"),
                arguments(new NotDirectoryException("/x"), "tree.vanished"),
                arguments(new AccessDeniedException("/x"), "tree.permission-denied"),
                arguments(saying("Too many levels of symbolic links"), "tree.link-in-path"),
                arguments(saying("Not a directory"), "tree.link-in-path"),
                arguments(saying("Input/output error"), "tree.read-failed"),
                arguments(new IOException(), "tree.read-failed"));
    }

    @ParameterizedTest
    @MethodSource
    void reading(IOException fault, String code) {
        MigrationException failure = LocalErrors.reading(fault, PATH);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.category()).isEqualTo(ErrorCategory.TRANSFER);
        assertThat(failure.subject()).isEqualTo("uploads/a.jpg");
        assertThat(failure).hasCause(fault).hasMessageContaining("\"uploads/a.jpg\"");
    }

    static Stream<Arguments> writing() {
        return Stream.of(
                arguments(saying("No space left on device"), "tree.no-space"),
                arguments(saying("Disk quota exceeded"), "tree.no-space"),
                arguments(new AccessDeniedException("/x"), "tree.not-writable"),
                arguments(saying("Read-only file system"), "tree.not-writable"),
                arguments(new NotDirectoryException("/x"), "tree.link-in-path"),
                arguments(saying("File name too long"), "tree.name-too-long"),
                arguments(saying("Input/output error"), "tree.write-failed"));
    }

    @ParameterizedTest
    @MethodSource
    void writing(IOException fault, String code) {
        MigrationException failure = LocalErrors.writing(fault, PATH, root);

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.subject()).isEqualTo("uploads/a.jpg");
        assertThat(failure.remediation()).isNotBlank();
        assertThat(failure).hasCause(fault);
    }

    @Test
    void anInterruptedCallIsACancellation() {
        ClosedByInterruptException interrupted = new ClosedByInterruptException();
        for (MigrationException failure : new MigrationException[] {
            LocalErrors.reading(interrupted, PATH), LocalErrors.writing(interrupted, PATH, root)
        }) {
            assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED);
            assertThat(failure).hasSuppressedException(interrupted);
        }
    }

    @Test
    void tellsWhatWentWrongInTheSystemsWords() {
        assertThat(LocalErrors.reading(saying("Input/output error"), PATH)).hasMessageContaining("Input/output error");
        assertThat(LocalErrors.writing(new IOException(), PATH, root)).hasMessageContaining("IOException");
    }
}
