package io.godwit.transfer.cloud;

import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

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
