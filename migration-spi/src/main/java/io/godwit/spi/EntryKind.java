package io.godwit.spi;

/** What a {@link TreeEntry} is. */
public enum EntryKind {
    /** A regular file, or an object of a store. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    SYMLINK,
    /** A named pipe; never opened. */
    FIFO,
    /** A socket; never opened. */
    SOCKET,
    /** A device; never opened. */
    DEVICE
}
