package io.godwit.core.internal.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The form of a keystore: one JSON object with how the key is derived, a nonce and the entries, encrypted and authenticated as a whole
 * with AES-256-GCM; names of entries do not show.
 */
final class KeystoreFile {
    private static final String FORMAT = "godwit-keystore";
    private static final int VERSION = 1;
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final SecureRandom RANDOM = new SecureRandom();

    private KeystoreFile() {}

    /** Gives the key that a file was written with. */
    interface KeySource {
        SecretKey key(Header header) throws IOException, GeneralSecurityException;
    }

    /**
     * How the key of a file is made.
     *
     * @param derivation by which function
     * @param salt in Base64
     * @param iterations how often
     */
    record Header(String derivation, String salt, int iterations) {}

    static byte[] write(Map<String, byte[]> entries, Header header, SecretKey key) throws GeneralSecurityException {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        ObjectNode node = MAPPER.createObjectNode();
        node.put("format", FORMAT);
        node.put("version", VERSION);
        node.put("derivation", header.derivation());
        node.put("salt", header.salt());
        node.put("iterations", header.iterations());
        node.put("nonce", text(nonce));
        byte[] plain = plain(entries);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, header);
            node.put("entries", text(cipher.doFinal(plain)));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
        return (node + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The entries of a file, by alias. The caller wipes them. */
    static Map<String, byte[]> read(byte[] content, KeySource keys) throws IOException, GeneralSecurityException {
        JsonNode node = MAPPER.readTree(content);
        if (!node.path("format").asText().equals(FORMAT) || node.path("version").asInt() != VERSION) {
            throw new IOException("not a keystore of version " + VERSION);
        }
        Header header = header(node);
        byte[] nonce = bytes(node, "nonce");
        byte[] sealed = bytes(node, "entries");
        SecretKey key = keys.key(header);
        byte[] plain = cipher(Cipher.DECRYPT_MODE, key, nonce, header).doFinal(sealed);
        try {
            Map<String, byte[]> entries = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : MAPPER.readTree(plain).properties()) {
                entries.put(entry.getKey(), entry.getValue().binaryValue());
            }
            return entries;
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    static Header header(byte[] content) throws IOException {
        return header(MAPPER.readTree(content));
    }

    private static Header header(JsonNode node) {
        return new Header(
                node.path("derivation").asText(),
                node.path("salt").asText(),
                node.path("iterations").asInt());
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, Header header) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        String bound =
                FORMAT + " " + VERSION + " " + header.derivation() + " " + header.iterations() + " " + header.salt();
        cipher.updateAAD(bound.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] plain(Map<String, byte[]> entries) {
        ObjectNode node = MAPPER.createObjectNode();
        entries.forEach(node::put);
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON cannot be written", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(JsonNode node, String name) throws IOException {
        try {
            return Base64.getDecoder().decode(node.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw new IOException("\"" + name + "\" is not Base64", e);
        }
    }
}
