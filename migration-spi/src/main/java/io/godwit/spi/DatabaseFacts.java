package io.godwit.spi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a database is. Immutable.
 *
 * @param product the engine for people, for instance {@code PostgreSQL}
 * @param version its version as it says itself
 * @param name the name of the database
 * @param sizeBytes what it takes on disk, 0 where not known
 * @param properties what else matters (character set, collation, time zone, ...), by name, in a fixed order
 */
public record DatabaseFacts(
        String product, String version, String name, long sizeBytes, Map<String, String> properties) {
    /** Checks the parts. */
    public DatabaseFacts {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(name, "name");
        Checks.notNegative(sizeBytes, "sizeBytes");
        properties = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }
}
