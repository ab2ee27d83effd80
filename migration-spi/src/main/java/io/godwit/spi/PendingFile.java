package io.godwit.spi;

import java.util.List;

/** A large file under way. Ranges may be written from several threads; the rest is for one thread at a time. */
public interface PendingFile extends AutoCloseable {
    /**
     * What was written durably already, by this or an earlier process. The caller trusts a range only after comparing its hash.
     *
     * @return ranges, ascending and disjoint
     */
    List<ByteRange> written();

    /**
     * Writes a range, replacing what was there of it.
     *
     * @param offset where its first byte goes
     * @param content the bytes, with their holes; closed by the caller
     */
    void write(long offset, FileContent content);

    /**
     * Reads a written range back, to prove that it is what it should be.
     *
     * @param range within {@link #written()} or what this object wrote
     * @return the bytes
     */
    FileContent readBack(ByteRange range);

    /**
     * Makes the file appear under its name, complete, with its attributes, durably, replacing what was there.
     *
     * @throws MigrationException TRANSFER, {@code tree.incomplete}, when ranges are missing; {@code tree.fenced}, when a later
     *     runner took over
     */
    void commit();

    /** Removes what was written. */
    void abort();

    /** Frees this object; what was written stays for a later {@link WritableFileTree#begin}. */
    @Override
    void close();
}
