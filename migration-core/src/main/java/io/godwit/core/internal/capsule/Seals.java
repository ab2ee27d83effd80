package io.godwit.core.internal.capsule;

import io.godwit.spi.WorkContext;

/** The ways in which capsules are encrypted. */
final class Seals {
    private Seals() {}

    /** What opens a capsule that says how it was encrypted. */
    static Seal of(String encryption, CapsulePlace capsule, WorkContext context) {
        if (encryption.isEmpty()) {
            return Seal.NONE;
        }
        throw CapsuleFailures.key(capsule.root().toString(), "is encrypted in an unknown way", null);
    }

    /** What encrypts a new capsule, where its place has a key. */
    static Seal to(CapsulePlace capsule, WorkContext context) {
        if (capsule.key().isEmpty()) {
            return Seal.NONE;
        }
        throw CapsuleFailures.key(capsule.root().toString(), "cannot be encrypted", null);
    }
}
