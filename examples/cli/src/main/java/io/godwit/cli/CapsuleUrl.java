package io.godwit.cli;

import io.godwit.core.Capsule;
import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where capsules are, as people write it: a URL, or a path on this machine. */
final class CapsuleUrl {
    private CapsuleUrl() {}

    /**
     * Reads it.
     *
     * @param text a URL or a path
     * @param key where the key of the capsule is to be had, or null
     * @return the location
     */
    static Location of(String text, @Nullable String key) {
        boolean isUrl = text.matches("[A-Za-z][A-Za-z0-9+.-]+:.*");
        Location place = isUrl
                ? Location.of(text)
                : Location.of(Path.of(text).toAbsolutePath().normalize().toUri());
        return key == null ? place : place.withSecret(Capsule.KEY, SecretRef.parse(key));
    }
}
