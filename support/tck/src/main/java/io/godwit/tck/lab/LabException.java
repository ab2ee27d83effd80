package io.godwit.tck.lab;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The lab cannot give a test what it asked for: the message says what is missing and what to do.
 *
 * @since 0.1
 */
public final class LabException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    LabException(String message) {
        super(message);
    }

    LabException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
