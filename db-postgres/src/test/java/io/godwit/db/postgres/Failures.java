package io.godwit.db.postgres;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.MigrationException;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What calls fail with. */
final class Failures {
    private Failures() {}

    /** The failure of a call that must fail. */
    static MigrationException of(ThrowingCallable call) {
        MigrationException failure = catchThrowableOfType(MigrationException.class, call);
        if (failure == null) {
            throw new AssertionError("it did not fail");
        }
        return failure;
    }

    /** Makes a secret known to a test. */
    static SecretRef secret(TckContext context, String name, String value) {
        String reference = "test:" + name;
        context.secret(reference, value);
        return SecretRef.parse(reference);
    }

    static String code(ThrowingCallable call) {
        return of(call).code();
    }
}
