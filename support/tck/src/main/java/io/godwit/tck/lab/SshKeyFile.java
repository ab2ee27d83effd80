package io.godwit.tck.lab;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** A new Ed25519 key in OpenSSH's own format, written without OpenSSH's tools, which the machine of a test may lack. */
final class SshKeyFile {
    private static final String TYPE = "ssh-ed25519";
    private static final String COMMENT = "lab";
    private static final int KEY_LENGTH = 32;

    private final String publicLine;
    private final String privateText;

    private SshKeyFile(byte[] publicKey, byte[] seed) throws IOException {
        byte[] publicBlob = blob(TYPE.getBytes(StandardCharsets.US_ASCII), publicKey);
        Base64.Encoder base64 = Base64.getEncoder();
        publicLine = TYPE + " " + base64.encodeToString(publicBlob) + " " + COMMENT;
        privateText = "-----BEGIN OPENSSH PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(container(publicBlob, publicKey, seed))
                + "\n-----END OPENSSH PRIVATE KEY-----\n";
    }

    static SshKeyFile generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            // Both encodings end with the 32 bytes themselves.
            return new SshKeyFile(
                    tail(pair.getPublic().getEncoded()), tail(pair.getPrivate().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Java has had Ed25519 since 15", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // from memory: it cannot happen
        }
    }

    /** The line for {@code authorized_keys}. */
    String publicLine() {
        return publicLine;
    }

    /** Writes the private key, readable by its owner only. */
    void writePrivate(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, privateText, StandardCharsets.US_ASCII);
    }

    /** The format of OpenSSH's PROTOCOL.key, with cipher "none". */
    private static byte[] container(byte[] publicBlob, byte[] publicKey, byte[] seed) throws IOException {
        byte[] type = TYPE.getBytes(StandardCharsets.US_ASCII);
        byte[] none = "none".getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream secret = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(secret);
        int check = Arrays.hashCode(publicKey); // any number, twice: shows a reader that decryption worked
        out.writeInt(check);
        out.writeInt(check);
        byte[] both = Arrays.copyOf(seed, 2 * KEY_LENGTH);
        System.arraycopy(publicKey, 0, both, KEY_LENGTH, KEY_LENGTH);
        out.write(blob(type, publicKey, both, COMMENT.getBytes(StandardCharsets.US_ASCII)));
        for (int i = 1; secret.size() % 8 != 0; i++) {
            out.writeByte(i);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream container = new DataOutputStream(all);
        container.write("openssh-key-v1\0".getBytes(StandardCharsets.US_ASCII));
        container.write(blob(none, none, new byte[0]));
        container.writeInt(1);
        container.write(blob(publicBlob, secret.toByteArray()));
        return all.toByteArray();
    }

    /** The parts, each after its length. */
    private static byte[] blob(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (byte[] part : parts) {
            out.writeInt(part.length);
            out.write(part);
        }
        return bytes.toByteArray();
    }

    private static byte[] tail(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - KEY_LENGTH, encoded.length);
    }
}
