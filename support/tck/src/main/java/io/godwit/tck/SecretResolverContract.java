package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.SecretResolver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link SecretResolver} promises. A plugin's test extends this class and says how secrets come to where the resolver looks for them.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class SecretResolverContract {
    private static final String VALUE = "pl4nted-s3cret-value";
    private static final int THREADS = 8;

    private SecretResolver resolver;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected SecretResolverContract() {}

    /**
     * The resolver under test.
     *
     * @return one for each test
     */
    protected abstract SecretResolver resolver();

    /**
     * Puts a secret where the resolver of this test looks for it.
     *
     * @param value the secret
     * @return what stands for it in a reference behind the scheme; another name at each call
     */
    protected abstract String given(String value);

    /**
     * A name under which there is no secret.
     *
     * @return what would stand in a reference behind the scheme
     */
    protected abstract String missing();

    /**
     * Puts a secret where the resolver of this test looks for it, but cannot read it.
     *
     * @param value the secret
     * @return what stands for it in a reference behind the scheme, or empty where there is no such thing; the rules about it then do not apply
     */
    protected Optional<String> givenUnreadable(String value) {
        return Optional.empty();
    }

    /**
     * Whether the resolver is made by {@link java.util.ServiceLoader}, and so without arguments.
     *
     * @return false for one that a host application makes by hand
     */
    protected boolean isDiscovered() {
        return true;
    }

    @BeforeEach
    final void makeTheResolver() {
        resolver = resolver();
    }

    @Test
    void canBeMadeWithoutArguments() {
        assumeTrue(isDiscovered(), "it is made by hand");
        Providers.canBeMadeWithoutArguments(resolver);
    }

    @Test
    void namesItsScheme() {
        assertThat(resolver.scheme()).matches(Providers.ID).isEqualTo(resolver.scheme());
        String name = given(VALUE);
        assertThat(SecretRef.parse(resolver.scheme() + ":" + name)).isEqualTo(new SecretRef(resolver.scheme(), name));
    }

    @Test
    void givesTheSecret() {
        for (String value : List.of(
                VALUE,
                "x",
                " leading and trailing ",
                "quote'd \"twice\" and \\back",
                "$(reboot) `id` ${HOME} %PATH% #{x}",
                "p\u00e4ssw\u00f6rd \ud83d\udd11",
                "a=b:c@d/e?f&g#h",
                "long".repeat(1000))) {
            assertThat(reveal(given(value))).isEqualTo(value);
        }
    }

    @Test
    void tellsSecretsApart() {
        String one = given("first " + VALUE);
        String two = given("second " + VALUE);

        assertThat(reveal(two)).isEqualTo("second " + VALUE);
        assertThat(reveal(one)).isEqualTo("first " + VALUE);
    }

    @Test
    void givesEachCallerASecretOfItsOwn() {
        String name = given(VALUE);

        try (Secret kept = resolver.resolve(name)) {
            resolver.resolve(name).close();

            assertThat(kept.reveal()).isEqualTo(VALUE);
        }
        assertThat(reveal(name)).isEqualTo(VALUE);
    }

    @Test
    void refusesWhatIsNotThere() {
        given(VALUE);

        refused(Providers.failure(() -> resolver.resolve(missing())), "secret.not-found", missing());
    }

    @Test
    void refusesWhatCannotBeRead() {
        String name = unreadable();

        refused(Providers.failure(() -> resolver.resolve(name)), "secret.unreadable", name);
    }

    private String unreadable() {
        Optional<String> name = givenUnreadable(VALUE);
        assumeTrue(name.isPresent(), "no secret is unreadable here");
        return name.orElseThrow();
    }

    private static void refused(MigrationException failure, String code, String name) {
        assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getMessage() + " " + failure.subject()).contains(name);
    }

    @Test
    void saysHowToProvideASecret() {
        assertThat(Providers.failure(() -> resolver.resolve(missing())).remediation())
                .isNotBlank();
    }

    @Test
    void failsWithoutTellingAnySecret() {
        reveal(given(VALUE));

        assertThat(Providers.said(Providers.failure(() -> resolver.resolve(missing()))))
                .doesNotContain(VALUE);
        givenUnreadable(VALUE)
                .ifPresent(name -> assertThat(Providers.said(Providers.failure(() -> resolver.resolve(name))))
                        .doesNotContain(VALUE));
    }

    @Test
    void printsWithoutTellingAnySecret() {
        reveal(given(VALUE));

        assertThat(resolver.toString()).doesNotContain(VALUE);
    }

    @Test
    void refusesAwkwardNamesAsItRefusesOthers() {
        for (String name : List.of(
                "../..", "-", "a b", "line\nbreak", "nul\0", "$(id)", "\ud83d\udd11", "*", ":", "x".repeat(5000))) {
            MigrationException failure = Providers.failure(() -> resolver.resolve(name));

            assertThat(failure.category()).isEqualTo(ErrorCategory.CONFIGURATION);
            assertThat(failure.code()).isIn("secret.not-found", "secret.unreadable");
        }
    }

    @Test
    void servesManyThreads() throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            names.add(given(VALUE + i));
        }
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<String>> answers = new ArrayList<>();
            for (String name : names) {
                Callable<String> task = () -> {
                    String seen = "";
                    start.await();
                    for (int round = 0; round < 20; round++) {
                        seen = reveal(name);
                    }
                    return seen;
                };
                answers.add(threads.submit(task));
            }
            for (int i = 0; i < THREADS; i++) {
                assertThat(answers.get(i).get()).isEqualTo(VALUE + i);
            }
        } finally {
            RuleThreads.end(threads);
        }
    }

    private String reveal(String name) {
        try (Secret secret = resolver.resolve(name)) {
            return secret.reveal();
        }
    }
}
