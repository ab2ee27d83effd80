package io.godwit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.MigrationException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the contracts of all providers share. */
final class Providers {
    /** Lower-case words with dashes. */
    static final String ID = "[a-z][a-z0-9]*(-[a-z0-9]+)*";
    /** The same behind the id of its owner. */
    static final String OWNED_ID = ID + ":[a-z0-9]+(-[a-z0-9]+)*";

    private Providers() {}

    /** A provider can be made by {@link java.util.ServiceLoader}. */
    static void canBeMadeWithoutArguments(Object provider) {
        Class<?> type = Breakage.honest(provider).getClass();
        assertThat(Modifier.isPublic(type.getModifiers()))
                .as("%s is public", type)
                .isTrue();
        assertThat(Arrays.stream(type.getConstructors()).map(Constructor::getParameterCount))
                .as("numbers of parameters of the public constructors of %s", type)
                .contains(0);
    }

    /** What a call fails with; anything but a {@link MigrationException} is a defect. */
    static MigrationException failure(ThrowingCallable call) {
        Throwable thrown = Assertions.catchThrowable(call);
        assertThat(thrown).as("it should have failed").isInstanceOf(MigrationException.class);
        return (MigrationException) thrown;
    }

    /** Everything that a failure says to people and logs, with its causes. */
    static String said(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(each).append('\n');
            if (each instanceof MigrationException known) {
                text.append(known.code()).append('\n').append(known.subject()).append('\n');
                text.append(known.remediation()).append('\n').append(known.trail());
            }
            for (Throwable other : each.getSuppressed()) {
                text.append(said(other));
            }
        }
        return Objects.requireNonNull(text.toString());
    }
}
