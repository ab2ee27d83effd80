package io.godwit.transfer.cloud;

import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One bucket or container by its keys, as all object stores have it in common. Thread-safe. Failures are
 * {@link io.godwit.spi.MigrationException}; requests that only failed for the moment were repeated before.
 */
interface ObjectStore extends AutoCloseable {
    /** For people: scheme and bucket. */
    String address();

    /** The sizes that the service allows. */
    Sizes sizes();

    /** Whether listings come in the order of the keys' UTF-8 bytes; else what has a prefix in common at least stands together. */
    boolean isSorted();

    /**
     * Lists keys.
     *
     * @param prefix what they begin with
     * @param after only keys behind this one; empty for all
     * @param delimiter whether keys that hold a further {@code /} behind the prefix are told as common prefixes only
     * @param most how many at most
     */
    Page list(String prefix, String after, boolean delimiter, int most);

    /** One object with its headers, or empty. */
    Optional<StoredObject> head(String key);

    /**
     * Reads an object, or a range of it.
     *
     * @param offset of the first byte
     * @param length how many bytes, or -1 for all from the offset on
     * @param version the version that it must have, or null for any
     * @return its headers and the bytes; empty where there is none
     * @throws io.godwit.spi.MigrationException {@code tree.changed} where it has another version
     */
    Optional<Reading> read(String key, long offset, long length, @Nullable String version);

    /** Writes a small object at once. */
    void put(String key, ObjectHeaders headers, byte[] bytes, int length);

    /** Begins an object that is written in parts. */
    LargeUpload upload(String key, ObjectHeaders headers);

    /** Copies within the store; the headers replace those of the origin. */
    void copy(StoredObject from, String to, ObjectHeaders headers);

    /** Makes one object of others, one behind the other, where they are. */
    void compose(String key, ObjectHeaders headers, List<Piece> pieces);

    /** Removes an object; one that is not there is no failure. */
    void delete(String key);

    @Override
    void close();

    /**
     * What the service allows.
     *
     * @param part the usual length of a part
     * @param least the least length of a part that is not the last
     * @param parts the most parts of an object
     * @param key the most bytes of a key
     * @param put the most bytes of an object written at once
     */
    record Sizes(int part, int least, int parts, int key, long put) {}

    /**
     * A page of a listing.
     *
     * @param objects what was found, ascending by key
     * @param prefixes the common prefixes
     * @param next where to go on, or null at the end
     */
    record Page(
            List<StoredObject> objects,
            List<String> prefixes,
            @Nullable String next) {}

    /**
     * A part of an object.
     *
     * @param key which object
     * @param offset from where
     * @param length how many bytes
     */
    record Piece(String key, long offset, long length) {}

    /**
     * An object under way.
     *
     * @param object its headers
     * @param content its bytes, closed by the reader
     */
    record Reading(StoredObject object, InputStream content) {}

    /** An object written in parts; invisible until it is completed. Parts may come from several threads. */
    interface LargeUpload {
        /** Writes a part; numbers begin at 1 and are in the order of the content. */
        void part(int number, byte[] bytes, int length);

        /** Makes the object appear. */
        void complete();

        /** Gives it up and frees its parts. */
        void abort();
    }
}
