package io.godwit.core.internal.capsule;

import io.godwit.spi.Secret;
import io.godwit.spi.SecretRef;
import io.godwit.spi.WorkContext;
import java.security.GeneralSecurityException;

/** The ways in which capsules are encrypted. */
final class Seals {
    private Seals() {}

    /** What opens a capsule that says how it was encrypted. */
    static Seal of(String encryption, CapsulePlace capsule, WorkContext context) {
        String place = capsule.root().toString();
        if (encryption.isEmpty()) {
            return Seal.NONE;
        }
        if (!encryption.equals(AesSeal.NAME)) {
            throw CapsuleFailures.key(place, "is encrypted in a way that this program does not know", null);
        }
        return capsule.key()
                .map(reference -> aes(place, reference, context))
                .orElseThrow(() -> CapsuleFailures.key(place, "is encrypted, and no key was named", null));
    }

    /** What encrypts a new capsule, where its place has a key. */
    static Seal to(CapsulePlace capsule, WorkContext context) {
        return capsule.key()
                .map(reference -> aes(capsule.root().toString(), reference, context))
                .orElse(Seal.NONE);
    }

    private static Seal aes(String place, SecretRef reference, WorkContext context) {
        try (Secret secret = context.connections().secret(reference)) {
            return AesSeal.of(secret);
        } catch (GeneralSecurityException e) {
            throw CapsuleFailures.key(
                    place,
                    "cannot use the key \"" + reference + "\", which has to have at least " + AesSeal.LEAST_BYTES
                            + " bytes",
                    e);
        }
    }
}
