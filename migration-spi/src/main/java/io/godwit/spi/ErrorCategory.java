package io.godwit.spi;

/** Says who has to act on a {@link MigrationException}: few categories, many codes. */
public enum ErrorCategory {
    /** The specification or the arguments are wrong; nothing was changed. */
    CONFIGURATION,
    /** A place could not be reached, or did not accept us: network, host key, certificate, login. */
    CONNECTIVITY,
    /** The two sides do not fit together, or a place cannot do what was asked of it. */
    COMPATIBILITY,
    /** Moving data failed: reading, writing, lack of space, a source that changed underneath. */
    TRANSFER,
    /** What arrived is not what was sent, or a precondition that was relied on no longer holds. */
    VALIDATION,
    /** Somebody asked the run to stop, or its thread was interrupted. */
    CANCELLED,
    /** A defect of Godwit or of a plugin. */
    INTERNAL
}
