package io.godwit.transfer.cloud;

import io.godwit.spi.TreeEntry;

/**
 * How objects are written, beside what the store itself needs to know. Immutable.
 *
 * @param cacheControl what every file gets as its {@code Cache-Control}; empty for none
 */
record ObjectOptions(String cacheControl) {
    /** The headers of a new object. */
    ObjectHeaders headers(String key, TreeEntry entry) {
        return switch (entry.kind()) {
            case FILE -> new ObjectHeaders(ContentTypes.of(key), "", cacheControl, ObjectEntries.metadata(entry));
            case DIRECTORY -> new ObjectHeaders("application/x-directory", "", "", ObjectEntries.metadata(entry));
            case SYMLINK, FIFO, SOCKET, DEVICE -> new ObjectHeaders("", "", "", ObjectEntries.metadata(entry));
        };
    }
}
