package io.godwit.core.internal.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The key of a keystore: derived from the password in {@value #VARIABLE} where that is set, else 32 random bytes in a file of mode 0600
 * beside the keystore, made when the first secret is stored.
 */
final class KeystoreKey {
    /** The environment variable of the password. */
    static final String VARIABLE = "GODWIT_KEYSTORE_PASSWORD";
    /** The derivation from a password. */
    static final String PASSWORD = "pbkdf2-hmac-sha256";
    /** The key as it is in the file. */
    static final String FILE = "key-file";

    private static final int ITERATIONS = 600_000;
    private static final int MOST_ITERATIONS = 10_000_000;
    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final Function<String, @Nullable String> environment;
    /** Derivation takes a while, on purpose. */
    private final Map<KeystoreFile.Header, SecretKey> derived = new ConcurrentHashMap<>();

    KeystoreKey(Path file, Function<String, @Nullable String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** How the key of a new keystore is made. */
    KeystoreFile.Header fresh() {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return password() == null
                ? new KeystoreFile.Header(FILE, "", 0)
                : new KeystoreFile.Header(PASSWORD, Base64.getEncoder().encodeToString(salt), ITERATIONS);
    }

    /** The key; that of a file is made where the file is not there and may be made. */
    SecretKey key(KeystoreFile.Header header, boolean mayMake) throws IOException, GeneralSecurityException {
        if (header.derivation().equals(FILE)) {
            return fromFile(mayMake);
        }
        if (!header.derivation().equals(PASSWORD) || header.iterations() < 1 || header.iterations() > MOST_ITERATIONS) {
            throw new IOException("the derivation of the key is not known");
        }
        SecretKey known = derived.get(header);
        if (known == null) {
            known = derive(header);
            derived.put(header, known);
        }
        return known;
    }

    private SecretKey derive(KeystoreFile.Header header) throws IOException, GeneralSecurityException {
        String password = password();
        if (password == null) {
            throw new IOException("the keystore was made with a password, and " + VARIABLE + " is not set");
        }
        byte[] salt = salt(header);
        char[] text = password.toCharArray();
        PBEKeySpec spec = new PBEKeySpec(text, salt, header.iterations(), KEY_BYTES * 8);
        try {
            byte[] bytes = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new SecretKeySpec(bytes, "AES");
        } finally {
            spec.clearPassword();
            Arrays.fill(text, '\0');
        }
    }

    private static byte[] salt(KeystoreFile.Header header) throws IOException {
        try {
            byte[] salt = Base64.getDecoder().decode(header.salt());
            if (salt.length == SALT_BYTES) {
                return salt;
            }
        } catch (IllegalArgumentException e) {
            throw new IOException("the salt of the key is not Base64", e);
        }
        throw new IOException("the salt of the key is not of " + SALT_BYTES + " bytes");
    }

    private @Nullable String password() {
        String value = environment.apply(VARIABLE);
        return value == null || value.isEmpty() ? null : value;
    }

    private SecretKey fromFile(boolean mayMake) throws IOException {
        if (mayMake && !Files.exists(file)) {
            byte[] bytes = new byte[KEY_BYTES];
            RANDOM.nextBytes(bytes);
            PrivateFiles.replace(file, Base64.getEncoder().encode(bytes));
        }
        byte[] text = Files.readAllBytes(file);
        try {
            byte[] bytes = Base64.getDecoder().decode(new String(text, StandardCharsets.ISO_8859_1).strip());
            if (bytes.length != KEY_BYTES) {
                throw new IOException("the file \"" + file + "\" does not hold a key");
            }
            return new SecretKeySpec(bytes, "AES");
        } catch (IllegalArgumentException e) {
            throw new IOException("the file \"" + file + "\" does not hold a key", e);
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }
}
