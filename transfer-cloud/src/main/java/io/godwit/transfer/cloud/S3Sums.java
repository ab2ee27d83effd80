package io.godwit.transfer.cloud;

import io.godwit.spi.Digest;
import java.io.InputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The checksums that S3 tells with an object. */
final class S3Sums {
    /** Those of whole contents that we can compute, the quickest first. */
    private static final Map<String, Supplier<ContentSum>> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("x-amz-checksum-crc32c", ContentSum::crc32c);
        KNOWN.put("x-amz-checksum-crc32", ContentSum::crc32);
        KNOWN.put("x-amz-checksum-sha256", ContentSum::sha256);
    }

    private S3Sums() {}

    /** Which of the sums that the service tells of an object are of its whole content; none of a symbolic link. */
    static Optional<Digest> kept(
            @Nullable String type, @Nullable String sha256, @Nullable String crc32c, Map<String, String> metadata) {
        if ("COMPOSITE".equals(type) || metadata.containsKey(ObjectEntries.LINK)) {
            return Optional.empty();
        }
        return digest("SHA-256", sha256).or(() -> digest(ContentSum.CRC32C, crc32c));
    }

    /** A sum of the sums of parts ends with their number, and is none of the content. */
    private static Optional<Digest> digest(String algorithm, @Nullable String told) {
        return told == null || told.contains("-")
                ? Optional.empty()
                : Optional.of(Digest.of(algorithm, Base64.getDecoder().decode(told)));
    }

    /** A whole content that is compared with what the answer tells of it, if that is something. */
    static InputStream checked(InputStream content, long size, S3Wire.Answer answer, String name) {
        if ("COMPOSITE".equals(answer.header("x-amz-checksum-type"))) {
            return content;
        }
        for (Map.Entry<String, Supplier<ContentSum>> known : KNOWN.entrySet()) {
            String told = answer.header(known.getKey());
            // a sum of the sums of parts ends with their number
            if (told != null && !told.contains("-")) {
                return new SummedStream(content, size, known.getValue().get(), told, name);
            }
        }
        return content;
    }
}
