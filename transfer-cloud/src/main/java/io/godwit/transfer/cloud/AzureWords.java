package io.godwit.transfer.cloud;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Azure's metadata have names without dashes, and its checksum is MD5. */
final class AzureWords {
    private static final String OURS = "godwit-";
    private static final String THEIRS = "godwit_";

    private AzureWords() {}

    static String ours(String name) {
        return name.startsWith(THEIRS) ? OURS + name.substring(THEIRS.length()) : name;
    }

    static Map<String, String> theirs(Map<String, String> metadata) {
        Map<String, String> words = new LinkedHashMap<>();
        metadata.forEach((name, value) ->
                words.put(name.startsWith(OURS) ? THEIRS + name.substring(OURS.length()) : name, value));
        return words;
    }

    static byte[] md5(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(bytes, 0, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
