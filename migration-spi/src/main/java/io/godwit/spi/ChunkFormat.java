package io.godwit.spi;

/**
 * A form in which rows travel. Reader and writer agree on the first one that both know. Immutable.
 *
 * @param name lower-case words with dashes, for instance {@code pg-copy-binary}
 * @param version version of the form
 */
public record ChunkFormat(String name, int version) {
    /** Rows as {@link CellBlock}s in canonical encoding; a stream of it is a {@link CellStream}. */
    public static final ChunkFormat CELLS = new ChunkFormat("cells", 1);

    /** Checks the parts. */
    public ChunkFormat {
        Checks.id(name);
        if (version < 1) {
            throw new IllegalArgumentException("versions count from 1, not " + version);
        }
    }

    @Override
    public String toString() {
        return name + "/" + version;
    }
}
