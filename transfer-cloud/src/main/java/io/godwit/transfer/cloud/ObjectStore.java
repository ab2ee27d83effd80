package io.godwit.transfer.cloud;

import io.godwit.spi.Digest;
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

    /** Whether a listing can begin behind any key, and not only at the beginning or where a page of it ended. */
    boolean canSeek();

    /** Whether what files have and objects lack is told of objects. */
    default boolean tellsAttributes() {
        return true;
    }

    /** Why the service takes no object of that key, as the end of a sentence; empty where it does. */
    Optional<String> refusal(String key);

    /**
     * Lists keys.
     *
     * @param prefix what they begin with
     * @param after where another page ended; or, where the store can seek, a key: only those behind it; empty for all
     * @param delimiter whether keys that hold a further {@code /} behind the prefix are told as common prefixes only
     * @param most how many at most
     */
    Page list(String prefix, String after, boolean delimiter, int most);

    /** One object with its headers, or empty. */
    Optional<StoredObject> head(String key);

    /**
     * The hash of an object's whole content as the service itself made or checked it, without reading it here: SHA-256, else CRC32C.
     *
     * @return empty where the service does not know it, or there is no such file
     */
    Optional<Digest> kept(String key);

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

    /**
     * Writes a small object at once.
     *
     * @throws io.godwit.spi.MigrationException {@code cloud.condition-failed} where the key holds something else than expected
     */
    void put(String key, ObjectHeaders headers, byte[] bytes, int length, Expected expected);

    /**
     * Begins an object that is written in parts.
     *
     * @param temporary what the keys of other objects begin with that this may take, and that it leaves behind where it fails
     */
    LargeUpload upload(String key, ObjectHeaders headers, String temporary);

    /** Copies within the store; the headers replace those of the origin. */
    void copy(StoredObject from, String to, ObjectHeaders headers);

    /**
     * Copies an object of another bucket of the same service; the headers replace those of the origin.
     *
     * @param source a store of the same kind, reached in the same way
     */
    void copy(ObjectStore source, StoredObject from, String to, ObjectHeaders headers);

    /**
     * Makes one object of others, one behind the other, where they are.
     *
     * @param temporary what the keys of other objects begin with that this may take
     * @throws io.godwit.spi.MigrationException {@code cloud.condition-failed} where the key holds something else than expected
     */
    void compose(String key, ObjectHeaders headers, List<Piece> pieces, Expected expected, String temporary);

    /** Removes an object; one that is not there is no failure. */
    void delete(String key);

    /** Gives up an object written in parts that another process began; one that is not there is no failure. */
    default void giveUp(String key, String upload) {}

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
     * @param next where to go on, in words of the store, or null at the end
     */
    record Page(
            List<StoredObject> objects,
            List<String> prefixes,
            @Nullable String next) {}

    /**
     * What a key must hold for a request to be carried out.
     *
     * @param version the version; empty for no object at all, null for whatever there is
     */
    record Expected(@Nullable String version) {
        /** Whatever there is. */
        static final Expected ANYTHING = new Expected(null);
        /** No object. */
        static final Expected NOTHING = new Expected("");

        /** That very version of an object. */
        static Expected of(StoredObject object) {
            return object.version().isEmpty() ? ANYTHING : new Expected(object.version());
        }

        boolean isNothing() {
            return version != null && version.isEmpty();
        }

        /** The version, or null where none is asked for. */
        @Nullable
        String match() {
            return isNothing() ? null : version;
        }
    }

    /**
     * A part of an object.
     *
     * @param key which object
     * @param offset from where
     * @param length how many bytes
     * @param whole whether that is known to be all of it
     */
    record Piece(String key, long offset, long length, boolean whole) {
        Piece(String key, long offset, long length) {
            this(key, offset, length, false);
        }
    }

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

        /**
         * Makes the object appear; can be repeated where it failed.
         *
         * @throws io.godwit.spi.MigrationException {@code cloud.condition-failed} where the key holds something else than expected
         */
        void complete(Expected expected);

        /** By what the service knows it, where it must be given up by hand; else empty. */
        default String id() {
            return "";
        }

        /** Gives it up and frees its parts. */
        void abort();
    }
}
