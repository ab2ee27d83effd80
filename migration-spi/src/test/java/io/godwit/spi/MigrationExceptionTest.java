package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationExceptionTest {
    private static MigrationException full() {
        MigrationException failure = MigrationException.of(
                        ErrorCategory.CONNECTIVITY, "ssh.connect-failed", "\"old\" could not be reached")
                .subject("old")
                .remedy("Look at the firewall.")
                .retryable(true)
                .cause(new IOException("refused"))
                .build();
        failure.addSuppressed(new IllegalStateException("and closing failed"));
        return failure;
    }

    @Test
    void isPoorUnlessToldMore() {
        MigrationException failure =
                MigrationException.of(ErrorCategory.INTERNAL, "a.b", "it broke").build();

        assertThat(failure).hasMessage("it broke").hasNoCause();
        assertThat(failure.subject()).isEmpty();
        assertThat(failure.remediation()).isEmpty();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.trail()).isEmpty();
    }

    @Test
    void seenFromFurtherOutItIsTheSame() {
        MigrationException inner = full();

        MigrationException outer = inner.within("unit 7").within("step copy-files");

        assertThat(outer.trail()).containsExactly("unit 7", "step copy-files");
        assertThat(inner.trail()).isEmpty();
        assertThat(outer).hasMessage(inner.getMessage()).hasCauseInstanceOf(IOException.class);
        assertThat(outer.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(outer.code()).isEqualTo("ssh.connect-failed");
        assertThat(outer.subject()).isEqualTo("old");
        assertThat(outer.remediation()).isEqualTo("Look at the firewall.");
        assertThat(outer.isRetryable()).isTrue();
        assertThat(outer.getStackTrace()).isEqualTo(inner.getStackTrace());
        assertThat(outer.getSuppressed()).isEqualTo(inner.getSuppressed()).hasSize(1);
    }

    @Test
    void theTrailCannotBeChanged() {
        assertThatThrownBy(() -> full().trail().add("x")).isInstanceOf(UnsupportedOperationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tree", "Tree.gone", "tree.Gone", "tree.gone.", ".gone", "tree gone", "tree.-gone"})
    void refusesACodeThatIsNone(String code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MigrationException.of(ErrorCategory.INTERNAL, code, "x"))
                .withMessageContaining("area.reason");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tree.gone", "ssh.host-key-changed", "db2.x", "a-b.c-d.e1"})
    void takesACodeOfAreaAndReason(String code) {
        assertThat(MigrationException.of(ErrorCategory.INTERNAL, code, "x")
                        .build()
                        .code())
                .isEqualTo(code);
    }

    @Test
    void aCancelledRunSaysHowToGoOn() {
        MigrationException failure = MigrationException.cancelled("step copy-files");

        assertThat(failure.category()).isEqualTo(ErrorCategory.CANCELLED);
        assertThat(failure.code()).isEqualTo("run.cancelled");
        assertThat(failure).hasMessage("step copy-files was cancelled");
        assertThat(failure.remediation()).contains("resume", "rollback");
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void survivesSerialisation() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(full().within("step copy-files"));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            MigrationException read = (MigrationException) in.readObject();
            assertThat(read.code()).isEqualTo("ssh.connect-failed");
            assertThat(read.trail()).containsExactly("step copy-files");
            assertThat(read).hasMessage("\"old\" could not be reached");
        }
    }
}
