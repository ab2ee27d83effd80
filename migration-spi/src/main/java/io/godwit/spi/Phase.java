package io.godwit.spi;

/** When something is done in a migration. */
public enum Phase {
    /** Nothing that matters changes yet: checks, backups, making room. */
    PREPARE,
    /** Data is copied beside what is there, while the source lives; may be repeated. */
    COPY,
    /** The source stands still. */
    FREEZE,
    /** What changed since the copy is copied. */
    CATCH_UP,
    /** The destination takes over: the point of no return. */
    SWITCH,
    /** What remains: opening the doors, tidying. */
    AFTER
}
