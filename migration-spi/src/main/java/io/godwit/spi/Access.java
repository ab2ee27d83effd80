package io.godwit.spi;

/** The rights that something is opened with. */
public enum Access {
    /** To read only: what is opened offers no way to change anything. */
    READ,
    /** To read and to change. */
    WRITE
}
