package io.godwit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.SpecLoader.Format;
import io.godwit.spi.Finding;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretResolver;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which texts are references to secrets depends on who can look them up. */
final class SpecLoaderTest {
    private static final String SPEC = """
        version: 1
        name: shop-move
        source:
          database: {url: "mysql://shop@old.example.com/shop", password: "vault:shop/old"}
        destination:
          database: {url: "postgres://shop@new.example.com/shop", password: "env:NEW_DB_PASSWORD"}
        """;

    /** Looks secrets up in a vault. */
    private static final class Vault implements SecretResolver {
        @Override
        public String scheme() {
            return "vault";
        }

        @Override
        public Secret resolve(String name) {
            return Secret.of("secret of ".concat(name).toCharArray());
        }
    }

    private static List<String> plainSecrets(MigrationSpec spec) {
        return spec.findings().stream()
                .filter(finding -> finding.code().equals("spec.plain-text-password"))
                .map(Finding::subject)
                .toList();
    }

    @Test
    void whatNobodyLooksUpIsTakenForTheSecretItself() {
        MigrationSpec spec = SpecLoader.standard().read(SPEC, Format.YAML, "spec");

        assertThat(spec.findings()).extracting(Finding::code).containsExactly("spec.plain-text-password");
        assertThat(spec.toJson()).doesNotContain("shop/old").contains("NEW_DB_PASSWORD");
    }

    @Test
    void theSchemesOfPluginsAreReferencesToo() {
        Plugins plugins = Plugins.builder()
                .discover(getClass().getClassLoader())
                .add(SecretResolver.class, new Vault())
                .build();
        for (SpecLoader loader :
                List.of(SpecLoader.with(plugins), SpecLoader.standard().withSecretSchemes(List.of("vault")))) {
            MigrationSpec spec = loader.read(SPEC, Format.YAML, "spec");

            assertThat(plainSecrets(spec)).isEmpty();
            assertThat(spec.toJson()).contains("vault").contains("shop/old");
        }
    }
}
