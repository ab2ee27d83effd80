package io.godwit.spi;

import java.util.Objects;

/**
 * Says where a secret is to be had, without being one: {@code env:NAME}, {@code file:PATH}, {@code keystore:ALIAS}, or a
 * vendor's {@code vault:PATH}. Immutable; safe to print, log and store.
 *
 * @param scheme id of the {@link SecretResolver}
 * @param name what that resolver looks up
 */
public record SecretRef(String scheme, String name) {
    /** Checks the parts. */
    public SecretRef {
        Checks.id(scheme);
        if (scheme.indexOf(':') >= 0) {
            throw new IllegalArgumentException("the scheme of a secret has no owner: \"" + scheme + "\"");
        }
        Checks.notBlank(name, "name");
    }

    /**
     * Reads a reference.
     *
     * @param text of the form {@code scheme:name}
     * @return the reference
     * @throws MigrationException CONFIGURATION, {@code secret.bad-reference}; its message does not repeat the text, which may
     *     be a password put in the wrong place
     */
    public static SecretRef parse(String text) {
        Objects.requireNonNull(text, "text");
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw malformed();
        }
        try {
            return new SecretRef(text.substring(0, colon), text.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static MigrationException malformed() {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "secret.bad-reference",
                        "a secret reference reads \"scheme:name\", for instance \"env:OLD_DB_PASSWORD\"")
                .remedy("Write env:NAME, file:PATH or keystore:ALIAS.")
                .build();
    }

    @Override
    public String toString() {
        return scheme + ":" + name;
    }
}
