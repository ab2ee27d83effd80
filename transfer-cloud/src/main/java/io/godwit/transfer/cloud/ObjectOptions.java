package io.godwit.transfer.cloud;

import io.godwit.spi.TreeEntry;

/**
 * How objects are written, beside what the store itself needs to know. Immutable.
 *
 * @param cacheControl what every file gets as its {@code Cache-Control}; empty for none
 * @param contentEncoding what every file gets as its {@code Content-Encoding}; {@code auto} to tell it by the name, empty for none
 * @param acl the preset access list of every object; empty for the bucket's
 * @param conditional whether the service knows requests that are carried out only where the key holds what is expected
 */
record ObjectOptions(String cacheControl, String contentEncoding, String acl, boolean conditional) {
    /** The headers of a new object. */
    ObjectHeaders headers(String key, TreeEntry entry) {
        return switch (entry.kind()) {
            case FILE -> file(key, entry);
            case DIRECTORY -> new ObjectHeaders("application/x-directory", "", "", ObjectEntries.metadata(entry));
            case SYMLINK, FIFO, SOCKET, DEVICE -> new ObjectHeaders("", "", "", ObjectEntries.metadata(entry));
        };
    }

    private ObjectHeaders file(String key, TreeEntry entry) {
        String encoding = contentEncoding.equals("auto") ? ContentTypes.encoding(key) : contentEncoding;
        String named =
                contentEncoding.equals("auto") && !encoding.isEmpty() ? key.substring(0, key.lastIndexOf('.')) : key;
        return new ObjectHeaders(ContentTypes.of(named), encoding, cacheControl, ObjectEntries.metadata(entry));
    }
}
