package io.godwit.core.internal.capsule;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** Encrypts the files of a capsule, or leaves them as they are. Thread-safe. */
interface Seal {
    /** Leaves files as they are. */
    Seal NONE = new Seal() {
        @Override
        public String name() {
            return "";
        }

        @Override
        public ByteSource sealed(ByteSource plain, String capsule, String object) {
            return plain;
        }

        @Override
        public SeekableByteChannel opened(SeekableByteChannel stored, String capsule, String object) {
            return stored;
        }
    };

    /** How, as it stands in the header. */
    String name();

    /** The bytes to be stored; they belong to this file of this capsule only. */
    ByteSource sealed(ByteSource plain, String capsule, String object);

    /**
     * The bytes that were stored; reading fails with an IOException where they are not what was sealed. It can be read from any place, and
     * tells its size.
     */
    SeekableByteChannel opened(SeekableByteChannel stored, String capsule, String object) throws IOException;
}
