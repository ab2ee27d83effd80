package io.godwit.core.internal.capsule;

import io.godwit.core.internal.run.StepJson;
import io.godwit.spi.MigrationException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The first thing that is read of a capsule, and the last that is written. Immutable.
 *
 * @param format what this is
 * @param version version of the form
 * @param id of the capsule
 * @param encryption how its other files are encrypted, or an empty string
 * @param manifestSize how large the manifest is, as it is stored
 * @param manifestSha256 its hash, as it is stored
 */
record CapsuleHeader(
        String format, int version, String id, String encryption, long manifestSize, String manifestSha256) {
    static final String FILE = "capsule.json";
    static final String MANIFEST = "manifest";
    static final String FORMAT = "godwit-capsule";
    static final int VERSION = 1;

    byte[] bytes() {
        return (StepJson.write(this) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static CapsuleHeader read(byte[] bytes, String place) {
        CapsuleHeader header;
        try {
            header = StepJson.read(new String(bytes, StandardCharsets.UTF_8), CapsuleHeader.class);
        } catch (MigrationException e) {
            throw CapsuleFailures.damaged(place, "its header cannot be read", e);
        }
        if (header.version > VERSION) {
            throw CapsuleFailures.tooNew(place, header.version);
        }
        if (!FORMAT.equals(header.format) || !Arrays.equals(header.bytes(), bytes)) {
            throw CapsuleFailures.damaged(place, "its header is not as it was written", null);
        }
        return header;
    }
}
