package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.spi.Database;
import io.godwit.spi.SecretResolver;
import io.godwit.tck.SecretResolverProofTest.Hidden;
import io.godwit.tck.SecretResolverProofTest.Honest;
import io.godwit.tck.SecretResolverProofTest.MapSecrets;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The proof itself is one that can fail. */
class ContractProofTest {
    private static final Breakage BAD_SCHEME = Breakage.in(SecretResolver.class, "scheme", call -> "My Map");

    private static DynamicTest test(ContractProof proof, String name) {
        return proof.everyRule()
                .filter(test -> test.getDisplayName().contains(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void passesWhereExactlyTheMeantRulesFail() {
        ContractProof proof = ContractProof.of(Honest.class).notices("is odd", BAD_SCHEME, "namesItsScheme");

        assertThatCode(() -> test(proof, "is odd").getExecutable().execute()).doesNotThrowAnyException();
    }

    @Test
    void failsWhereARuleDidNotFail() {
        ContractProof proof =
                ContractProof.of(Honest.class).notices("is odd", BAD_SCHEME, "namesItsScheme", "givesTheSecret");

        assertThatThrownBy(() -> test(proof, "is odd").getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("givesTheSecret");
    }

    @Test
    void failsWhereAnotherRuleFailed() {
        ContractProof proof = ContractProof.of(Honest.class).notices("is odd", BAD_SCHEME, "givesTheSecret");

        assertThatThrownBy(() -> test(proof, "is odd").getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("namesItsScheme");
    }

    @Test
    void failsWhereTheHonestOneIsNone() {
        ContractProof proof = ContractProof.of(Hidden.class);

        assertThatThrownBy(() -> test(proof, "honest").getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("canBeMadeWithoutArguments");
    }

    @Test
    void failsWhereARuleHasNoProof() {
        ContractProof proof = ContractProof.of(Honest.class).notices("is odd", BAD_SCHEME, "namesItsScheme");

        assertThatThrownBy(() -> test(proof, "every rule").getExecutable().execute())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("servesManyThreads");
    }

    @Test
    void breaksOnlyWhileItIsTried() {
        MapSecrets honest = new MapSecrets();

        assertThat(Breakage.over(honest)).isSameAs(honest);
        BAD_SCHEME.during(() -> {
            SecretResolver broken = Breakage.<SecretResolver>over(honest);
            assertThat(broken.scheme()).isEqualTo("My Map");
            assertThat(Breakage.honest(broken)).isSameAs(honest);
        });
        assertThat(Breakage.over(honest)).isSameAs(honest);
    }

    @Test
    void refusesToBreakWhatIsNotThere() {
        assertThatIllegalArgumentException().isThrownBy(() -> Breakage.in(Database.class, "shot", call -> null));
    }
}
