package io.godwit.transfer.cloud;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Signs requests as Amazon's signature version 4 has it, for one region. Thread-safe. */
final class S3Signature {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final int DAY = 8;

    private final String region;
    private volatile @Nullable Key last;

    S3Signature(String region) {
        this.region = region;
    }

    /** The key of a day. */
    private record Key(String secret, String day, SecretKeySpec key) {}

    /**
     * What the header {@code Authorization} is to say.
     *
     * @param headers all that is signed, with names in lower case; the time, as {@code x-amz-date}, among them
     * @param path encoded
     * @param query encoded, sorted; may be empty
     * @param content the hash of the content in hexadecimal
     */
    String authorization(
            String accessKeyId,
            String secret,
            String method,
            String path,
            String query,
            SortedMap<String, String> headers,
            String content) {
        String time = headers.getOrDefault("x-amz-date", "");
        String day = time.substring(0, DAY);
        StringBuilder canonical = new StringBuilder(600);
        canonical
                .append(method)
                .append('\n')
                .append(path)
                .append('\n')
                .append(query)
                .append('\n');
        for (Map.Entry<String, String> header : headers.entrySet()) {
            canonical
                    .append(header.getKey())
                    .append(':')
                    .append(header.getValue())
                    .append('\n');
        }
        String names = String.join(";", headers.keySet());
        canonical.append('\n').append(names).append('\n').append(content);
        String scope = day + "/" + region + "/s3/aws4_request";
        String text = ALGORITHM + "\n" + time + "\n" + scope + "\n" + HEX.formatHex(sha256(utf8(canonical.toString())));
        String signature = HEX.formatHex(mac(key(secret, day), text));
        return ALGORITHM + " Credential=" + accessKeyId + "/" + scope + ",SignedHeaders=" + names + ",Signature="
                + signature;
    }

    static String time(Instant now) {
        return TIME.format(now);
    }

    private SecretKeySpec key(String secret, String day) {
        Key known = last;
        if (known != null && known.day().equals(day) && known.secret().equals(secret)) {
            return known.key();
        }
        byte[] of = mac(spec(utf8("AWS4" + secret)), day);
        for (String word : new String[] {region, "s3", "aws4_request"}) {
            of = mac(spec(of), word);
        }
        SecretKeySpec key = spec(of);
        last = new Key(secret, day, key);
        return key;
    }

    private static SecretKeySpec spec(byte[] key) {
        return new SecretKeySpec(key, "HmacSHA256");
    }

    private static byte[] mac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(utf8(text));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        return sha256(bytes, bytes.length);
    }

    static byte[] sha256(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A value as it stands in a query. */
    static String encodedWord(String text) {
        return encoded(text).replace("/", "%2F");
    }

    /** A key as it stands in a path: slashes stay. */
    static String encoded(String key) {
        StringBuilder path = new StringBuilder(key.length() + 16);
        for (byte b : utf8(key)) {
            if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || "-._~/".indexOf(b) >= 0) {
                path.append((char) b);
            } else {
                path.append('%').append(UPPER.toHexDigits(b));
            }
        }
        return path.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
