package io.godwit.spi;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/**
 * A hash of something. Immutable.
 *
 * @param algorithm name of a {@link java.security.MessageDigest}, for instance {@code SHA-256}
 * @param hex the value in lower-case hexadecimal
 */
public record Digest(String algorithm, String hex) {
    /** Checks the parts. */
    public Digest {
        Checks.notBlank(algorithm, "algorithm");
        Objects.requireNonNull(hex, "hex");
        HexFormat.of().parseHex(hex);
        hex = hex.toLowerCase(Locale.ROOT);
    }

    /**
     * A hash from bytes.
     *
     * @param algorithm what made it
     * @param value the hash
     * @return the digest
     */
    public static Digest of(String algorithm, byte[] value) {
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
