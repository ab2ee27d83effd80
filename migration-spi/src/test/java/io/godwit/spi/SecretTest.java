package io.godwit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", "caf\u00e9", "\ud83d\udd11 key", "line\nbreak"})
    void givesBackWhatItWasGiven(String text) {
        try (Secret secret = Secret.of(text.toCharArray())) {
            assertThat(secret.reveal()).isEqualTo(text);
            assertThat(new String(secret.chars())).isEqualTo(text);
            assertThat(secret.bytes()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void keepsBytesThatAreNoText() {
        byte[] bytes = {(byte) 0xff, 0, 1};
        try (Secret secret = Secret.of(bytes)) {
            bytes[0] = 7;
            assertThat(secret.bytes()).containsExactly(0xff, 0, 1);
        }
    }

    @Test
    void whatIsHandedOutIsACopy() {
        try (Secret secret = Secret.of("hunter2".toCharArray())) {
            secret.bytes()[0] = 'x';
            secret.chars()[0] = 'x';
            assertThat(secret.reveal()).isEqualTo("hunter2");
        }
    }

    @Test
    void isGoneWhenClosed() {
        Secret secret = Secret.of("hunter2".toCharArray());
        secret.close();
        secret.close();

        assertThatIllegalStateException().isThrownBy(secret::bytes);
        assertThatIllegalStateException().isThrownBy(secret::chars);
        assertThatIllegalStateException().isThrownBy(secret::reveal);
    }

    @Test
    void neitherPrintsNorComparesItsValue() {
        try (Secret one = Secret.of("hunter2".toCharArray());
                Secret other = Secret.of("hunter2".toCharArray())) {
            assertThat(one).hasToString("****").isNotEqualTo(other).isNotInstanceOf(java.io.Serializable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:PW", "file:/etc/pw", "vault:team/db#password", "file:C:\\pw"})
    void aReferenceReadsAsItIsWritten(String text) {
        SecretRef reference = SecretRef.parse(text);

        assertThat(reference).hasToString(text);
        assertThat(reference.scheme()).isEqualTo(text.substring(0, text.indexOf(':')));
        assertThat(reference.name()).isEqualTo(text.substring(text.indexOf(':') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hunter2", ":hunter2", "hunter2:", "HUNTER:2", "hun ter:2", "env: "})
    void aPasswordInTheWrongPlaceIsRefusedAndNotRepeated(String text) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, () -> SecretRef.parse(text));

        assertThat(failure.code()).isEqualTo("secret.bad-reference");
        if (!text.isEmpty()) {
            assertThat(failure.getMessage()).doesNotContain(text);
        }
        assertThat(failure).hasNoCause();
    }

    @Test
    void everyReferenceSurvivesBeingWritten() {
        assertThatIllegalArgumentException().isThrownBy(() -> new SecretRef("a:b", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> new SecretRef("env", ""));
        SecretRef reference = new SecretRef("vault", "a:b");
        assertThat(SecretRef.parse(reference.toString())).isEqualTo(reference);
    }
}
