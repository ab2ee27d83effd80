package io.godwit.transfer.cloud;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object as the store tells it. Immutable.
 *
 * @param key its whole key
 * @param size bytes
 * @param version what changes with its content
 * @param modified when the store got it
 * @param headers what was kept with it, or null where the listing does not tell
 */
record StoredObject(
        String key,
        long size,
        String version,
        Instant modified,
        @Nullable ObjectHeaders headers) {
    /** The headers, which a look-up always brings. */
    ObjectHeaders known() {
        return headers == null ? ObjectHeaders.NONE : headers;
    }
}
