package io.godwit.transfer.trespassed;

/** A class of another plugin. */
public final class Trespassed {
    /** Creates one. */
    public Trespassed() {}
}
