package io.godwit.transfer.cloud;

import java.util.Map;

/**
 * What is kept with an object. Immutable.
 *
 * @param contentType its media type; empty for the store's own choice
 * @param contentEncoding how it is compressed; empty where it is not
 * @param cacheControl how long others may keep it; empty for not said
 * @param metadata further words, names in lower case, ASCII
 */
record ObjectHeaders(String contentType, String contentEncoding, String cacheControl, Map<String, String> metadata) {
    static final ObjectHeaders NONE = new ObjectHeaders("", "", "", Map.of());

    ObjectHeaders {
        metadata = Map.copyOf(metadata);
    }

    ObjectHeaders withMetadata(Map<String, String> other) {
        return new ObjectHeaders(contentType, contentEncoding, cacheControl, other);
    }
}
