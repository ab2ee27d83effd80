package io.godwit.core.internal.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.Severity;
import java.io.IOException;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Secrets in what people see. */
@Tag("guarantee-secrets")
class RedactorTest {
    private static Redactor knowing(String... secrets) {
        Redactor redactor = new Redactor();
        for (String each : secrets) {
            try (Secret secret = Secret.of(each.toCharArray())) {
                redactor.accept(secret);
            }
        }
        return redactor;
    }

    @ParameterizedTest
    @CsvSource({
        "the password is hunter2!, the password is ****",
        "hunter2!hunter2!, ********",
        "nothing to see, nothing to see",
        "in Base64 aHVudGVyMiE=, in Base64 ****",
        "in Base64 aHVudGVyMiE without padding, in Base64 **** without padding",
        "in hex 68756e74657232 21, in hex 68756e74657232 21",
        "in hex 68756e7465723221, in hex ****",
        "in HEX 68756E7465723221, in HEX ****",
        "https://me:hunter2%21@h/, https://me:****@h/",
    })
    void aSecretIsMaskedInEveryGuise(String text, String expected) {
        assertThat(knowing("hunter2!").redact(text)).isEqualTo(expected);
    }

    @Test
    void spacesInUrlsAreKnown() {
        Redactor redactor = knowing("pass word/1");
        assertThat(redactor.redact("?p=pass+word%2F1&q=pass%20word%2F1")).isEqualTo("?p=****&q=****");
    }

    @Test
    void aSecretThatHoldsAnotherIsMaskedWhole() {
        assertThat(knowing("secret", "my secret word").redact("my secret word and secret"))
                .isEqualTo("**** and ****");
        assertThat(knowing("my secret word", "secret").redact("my secret word and secret"))
                .isEqualTo("**** and ****");
    }

    @Test
    void ofSeveralLinesEachIsMasked() {
        String key = "-----BEGIN KEY-----\nQUJDREVGR0hJSktM\nMNOPQRSTUVWX\nab\n-----END KEY-----\n";
        Redactor redactor = knowing(key);
        assertThat(redactor.redact("<" + key + ">")).isEqualTo("<****>");
        assertThat(redactor.redact("line QUJDREVGR0hJSktM of it")).isEqualTo("line **** of it");
        assertThat(redactor.redact("ab is too short")).isEqualTo("ab is too short");
        assertThat(redactor.redact("json " + key.replace("\n", "\\n"))).isEqualTo("json ****");
    }

    @Test
    void quotesAreKnownAsLogsAndJsonWriteThem() {
        assertThat(knowing("a\"b\\c\td").redact("{\"p\":\"a\\\"b\\\\c\\td\"}")).isEqualTo("{\"p\":\"****\"}");
    }

    @Test
    void aShortSecretIsMaskedAsAWordAlone() {
        Redactor redactor = knowing("it", "7");
        assertThat(redactor.redact("it waits, sit; (it) 7 77 it")).isEqualTo("**** waits, sit; (****) **** 77 ****");
        assertThat(redactor.redact("ititit")).isEqualTo("ititit");
    }

    @Test
    void anEmptySecretMasksNothing() {
        assertThat(knowing("", "   ").redact("a   b")).isEqualTo("a   b");
    }

    @Test
    void bytesThatAreNoTextAreKnownInTheirEncodings() {
        Redactor redactor = new Redactor();
        byte[] key = {1, 2, (byte) 0xf0, (byte) 0xff, 5, 6};
        try (Secret secret = Secret.of(key)) {
            redactor.accept(secret);
        }
        assertThat(redactor.redact("key " + Base64.getEncoder().encodeToString(key) + " 0102f0ff0506"))
                .isEqualTo("key **** ****");
    }

    @Test
    void aFindingIsMasked() {
        Finding finding =
                new Finding(Severity.ERROR, "a.b", "at hunter2!", "says hunter2!", "saw hunter2!", "change hunter2!");
        assertThat(knowing("hunter2!").redact(finding))
                .isEqualTo(new Finding(Severity.ERROR, "a.b", "at ****", "says ****", "saw ****", "change ****"));
    }

    @Test
    void aFailureWithoutASecretStaysTheSame() {
        MigrationException failure = MigrationException.of(ErrorCategory.TRANSFER, "a.b", "failed")
                .subject("x")
                .cause(new IOException("disk full"))
                .build();
        assertThat(knowing("hunter2!").redact(failure)).isSameAs(failure);
    }

    @Test
    void aFailureIsMaskedWithAllThatHangsOnIt() {
        IOException root = new IOException("login with hunter2! refused");
        IllegalStateException cause = new IllegalStateException("no connection", root);
        cause.addSuppressed(new IOException("close: hunter2!"));
        cause.addSuppressed(new IOException("close: nothing"));
        MigrationException inner = MigrationException.of(ErrorCategory.CONNECTIVITY, "x.y", "inner hunter2!")
                .cause(cause)
                .build();
        MigrationException failure = MigrationException.of(ErrorCategory.CONNECTIVITY, "host.refused", "hunter2! no")
                .subject("ssh://hunter2!")
                .remedy("do not use hunter2!")
                .retryable(true)
                .cause(inner)
                .build()
                .within("step hunter2!");
        Redactor redactor = knowing("hunter2!");
        MigrationException masked = redactor.redact(failure);
        assertThat(masked.code()).isEqualTo("host.refused");
        assertThat(masked.category()).isEqualTo(ErrorCategory.CONNECTIVITY);
        assertThat(masked).hasMessage("**** no");
        assertThat(masked.subject()).isEqualTo("ssh://****");
        assertThat(masked.remediation()).isEqualTo("do not use ****");
        assertThat(masked.trail()).containsExactly("step ****");
        assertThat(masked.isRetryable()).isTrue();
        assertThat(masked.getStackTrace()).isEqualTo(failure.getStackTrace());
        assertThat(masked).hasCauseInstanceOf(MigrationException.class);
        java.io.StringWriter trace = new java.io.StringWriter();
        masked.printStackTrace(new java.io.PrintWriter(trace));
        assertThat(trace.toString())
                .doesNotContain("hunter2!")
                .contains("java.io.IOException: login with **** refused")
                .contains("close: ****")
                .contains("close: nothing")
                .contains("no connection");
        assertThat(redactor.trace(failure)).doesNotContain("hunter2!").contains("login with ****");
    }

    @Test
    void itMayStandInOneCornerAlone() {
        Redactor redactor = knowing("hunter2!");
        MigrationException subject = MigrationException.of(ErrorCategory.TRANSFER, "a.b", "failed")
                .subject("hunter2!")
                .build();
        assertThat(redactor.redact(subject).subject()).isEqualTo("****");
        assertThat(redactor.redact(subject.within("x")).subject()).isEqualTo("****");
        MigrationException around = MigrationException.of(ErrorCategory.TRANSFER, "a.b", "failed")
                .cause(subject)
                .build();
        assertThat(redactor.redact(around).getCause())
                .isInstanceOfSatisfying(
                        MigrationException.class,
                        inner -> assertThat(inner.subject()).isEqualTo("****"));
        MigrationException trail = MigrationException.of(ErrorCategory.TRANSFER, "a.b", "failed")
                .build()
                .within("hunter2!");
        assertThat(redactor.redact(trail).trail()).containsExactly("****");
        IOException circle = new IOException("one hunter2!");
        circle.initCause(new IOException("two", circle));
        MigrationException round =
                MigrationException.of(ErrorCategory.TRANSFER, "a.b", "clean").build();
        round.addSuppressed(new IllegalStateException("clean"));
        assertThat(redactor.redact(round)).isSameAs(round);
        assertThat(redactor.trace(circle)).doesNotContain("hunter2!");
        MigrationException turning = MigrationException.of(ErrorCategory.TRANSFER, "a.b", "failed")
                .cause(circle)
                .build();
        assertThat(redactor.trace(redactor.redact(turning))).contains("one ****");
    }

    @Test
    void whatIsClosedForgets() {
        Redactor redactor = knowing("hunter2!");
        redactor.close();
        assertThat(redactor.redact("hunter2!")).isEqualTo("hunter2!");
    }
}
