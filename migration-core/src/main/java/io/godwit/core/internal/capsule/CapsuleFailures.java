package io.godwit.core.internal.capsule;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import org.jspecify.annotations.Nullable;

/** What goes wrong with capsules. */
final class CapsuleFailures {
    private CapsuleFailures() {}

    /** Something is not as it was written. */
    static MigrationException damaged(String place, String what, @Nullable Throwable cause) {
        return MigrationException.of(
                        ErrorCategory.VALIDATION,
                        "capsule.damaged",
                        "the capsule \"" + place + "\" is damaged: " + what)
                .subject(place)
                .remedy("Take another copy of it, or stage again.")
                .cause(cause)
                .build();
    }

    static MigrationException missing(String place) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "capsule.not-found",
                        "there is no complete capsule at \"" + place + "\"")
                .subject(place)
                .remedy("Check the location, or stage again: what was interrupted is no capsule.")
                .build();
    }

    static MigrationException noPart(String place, String part) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "capsule.no-part",
                        "the capsule \"" + place + "\" holds no " + part)
                .subject(place)
                .remedy("Look what it holds with \"godwit capsule\", or stage that, too.")
                .build();
    }

    static MigrationException tooNew(String place, int version) {
        return MigrationException.of(
                        ErrorCategory.COMPATIBILITY,
                        "capsule.too-new",
                        "the capsule \"" + place + "\" has the form " + version + ", which is newer than this program")
                .subject(place)
                .remedy("Use the version that it was made with, or a later one.")
                .build();
    }

    static MigrationException key(String place, String why, @Nullable Throwable cause) {
        return MigrationException.of(ErrorCategory.CONFIGURATION, "capsule.key", "the capsule \"" + place + "\" " + why)
                .subject(place)
                .remedy("Name the key that it was encrypted with (--capsule-key, or the secret \"capsule_key\").")
                .cause(cause)
                .build();
    }
}
