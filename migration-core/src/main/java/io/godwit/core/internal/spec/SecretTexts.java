package io.godwit.core.internal.spec;

import io.godwit.core.MigrationSpec;
import io.godwit.core.internal.spec.Node.Position;
import io.godwit.core.internal.spec.Node.Scalar;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Tells references to secrets from secrets. Only what begins with a scheme that there is a resolver for is taken for a reference, so
 * that no password with a colon in it is printed as one. One file, one thread.
 */
final class SecretTexts {
    private final MigrationSpec.Builder spec;
    private final Faults faults;
    private final Set<String> schemes;
    private final LocalPaths paths;

    /**
     * For one file.
     *
     * @param schemes of the resolvers there are; empty where all is by reference, as in the canonical form
     */
    SecretTexts(MigrationSpec.Builder spec, Faults faults, Set<String> schemes, LocalPaths paths) {
        this.spec = spec;
        this.faults = faults;
        this.schemes = schemes;
        this.paths = paths;
    }

    /** What refers to the secret at a key; empty, and noted, where it is a reference gone wrong. */
    Optional<SecretRef> read(Scalar scalar, String key) {
        String text = scalar.text();
        if (schemes.isEmpty()) {
            return reference(scalar, key);
        }
        int colon = text.indexOf(':');
        String scheme = colon > 0 ? text.substring(0, colon) : "";
        if (schemes.contains(scheme)) {
            return reference(scalar, key).map(this::absolute);
        }
        Optional<String> meant =
                isNameLike(text.substring(colon + 1)) ? Nearest.among(scheme, schemes) : Optional.empty();
        if (!scheme.isEmpty() && scheme.length() > 2 && meant.isPresent()) {
            faults.add(
                    scalar.at(),
                    key,
                    "spec.bad-value",
                    "expected a secret: env:NAME, file:PATH or keystore:ALIAS",
                    "Did you mean \"" + meant.get() + ":\"?");
            return Optional.empty();
        }
        return Optional.of(keep(text, scalar.at(), key));
    }

    private static boolean isNameLike(String text) {
        return text.matches("[A-Za-z0-9_./~-]+");
    }

    private Optional<SecretRef> reference(Scalar scalar, String key) {
        try {
            return Optional.of(SecretRef.parse(scalar.text()));
        } catch (MigrationException e) {
            faults.add(
                    scalar.at(), key, "spec.bad-value", "expected a secret: env:NAME, file:PATH or keystore:ALIAS", "");
            return Optional.empty();
        }
    }

    private SecretRef absolute(SecretRef reference) {
        return reference.scheme().equals("file") ? new SecretRef("file", paths.absolute(reference.name())) : reference;
    }

    private SecretRef keep(String text, Position at, String key) {
        char[] chars = text.toCharArray();
        Secret secret = Secret.of(chars);
        try {
            Finding plain = Finding.warning(
                    "spec.plain-text-password",
                    key,
                    "\"" + key
                            + "\" stands in plain text: it is kept in this process alone, so that another process asks for the"
                            + " specification again before it resumes",
                    "Write env:NAME, file:PATH or keystore:ALIAS instead; \"secret set\" puts it into the keystore.");
            spec.finding(plain.withEvidence(faults.place(at)));
            return spec.keep(key, secret);
        } finally {
            Arrays.fill(chars, '\0');
            secret.close();
        }
    }
}
