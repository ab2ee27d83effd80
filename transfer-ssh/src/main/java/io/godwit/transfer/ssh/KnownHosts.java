package io.godwit.transfer.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import net.schmizz.sshj.common.Buffer;

/**
 * Files of known hosts as OpenSSH writes them: plain and hashed names, patterns, ports, authorities that sign host keys, and revoked
 * keys. Immutable.
 */
final class KnownHosts {
    private static final String HASHED = "|1|";
    private static final List<String> CERTIFICATES = List.of(
            "ssh-ed25519-cert-v01@openssh.com",
            "ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "ecdsa-sha2-nistp384-cert-v01@openssh.com",
            "ecdsa-sha2-nistp521-cert-v01@openssh.com",
            "rsa-sha2-512-cert-v01@openssh.com",
            "rsa-sha2-256-cert-v01@openssh.com");

    private final List<Line> lines = new ArrayList<>();

    /** What a file says of a key. */
    enum Marker {
        NONE,
        AUTHORITY,
        REVOKED
    }

    /**
     * An entry.
     *
     * @param key the key as it goes over the wire, in base64
     */
    private record Line(Marker marker, List<String> hosts, String type, String key) {}

    /** What is known of a host and the key that it shows. */
    enum Verdict {
        /** The key is the host's. */
        KNOWN,
        /** An authority that may speak for this host has signed the key. */
        SIGNED,
        /** The key, or the authority that signed it, was taken back. */
        REVOKED,
        /** Other keys are known for the host. */
        CHANGED,
        /** Nothing is known of the host. */
        UNKNOWN
    }

    private KnownHosts() {}

    /** Reads files; those that are not there know nobody. */
    static KnownHosts of(List<Path> files) {
        KnownHosts known = new KnownHosts();
        for (Path file : files) {
            if (Files.exists(file)) {
                try {
                    Files.readAllLines(file, StandardCharsets.UTF_8).forEach(known::add);
                } catch (IOException e) {
                    throw MigrationException.of(
                                    ErrorCategory.CONFIGURATION,
                                    "ssh.known-hosts-unreadable",
                                    "the file of known hosts \"" + file + "\" cannot be read")
                            .subject(file.toString())
                            .remedy("Make it readable, or pin the host's key with host_key: \"SHA256:...\".")
                            .cause(e)
                            .build();
                }
            }
        }
        return known;
    }

    /** Lines that are no entries, or hold a key that is none, are passed over, as OpenSSH does. */
    private void add(String text) {
        String[] words = text.strip().split("\\s+", -1);
        int at = 0;
        Marker marker = Marker.NONE;
        if (words[0].startsWith("@")) {
            switch (words[0]) {
                case "@cert-authority" -> marker = Marker.AUTHORITY;
                case "@revoked" -> marker = Marker.REVOKED;
                default -> {
                    return;
                }
            }
            at = 1;
        }
        if (words[0].startsWith("#") || words.length < at + 3) {
            return;
        }
        try {
            String key = base64(Base64.getDecoder().decode(words[at + 2]));
            lines.add(new Line(marker, List.of(words[at].split(",", -1)), words[at + 1], key));
        } catch (IllegalArgumentException e) {
            return;
        }
    }

    /** What is to be made of a key that a host shows. */
    Verdict check(String host, int port, PublicKey key) {
        List<Line> about = about(host, port);
        String authority = key instanceof Certificate<?> signed ? base64(signed.getSignatureKey()) : "";
        String bare = base64(blob(key instanceof Certificate<?> signed ? signed.getKey() : key));
        for (Line line : about) {
            if (line.marker == Marker.REVOKED && (line.key.equals(bare) || line.key.equals(authority))) {
                return Verdict.REVOKED;
            }
        }
        if (about.stream().anyMatch(line -> line.marker == Marker.NONE && line.key.equals(bare))) {
            return Verdict.KNOWN;
        }
        // that the signature is right, of today and for this host was looked at when the keys were exchanged
        if (about.stream().anyMatch(line -> line.marker == Marker.AUTHORITY && line.key.equals(authority))) {
            return Verdict.SIGNED;
        }
        return about.stream().anyMatch(line -> line.marker != Marker.REVOKED) ? Verdict.CHANGED : Verdict.UNKNOWN;
    }

    /** The keys known for a host, for people: type, fingerprint and what they are. */
    List<String> describe(String host, int port) {
        return about(host, port).stream()
                .filter(line -> line.marker != Marker.REVOKED)
                .map(line -> line.type + " "
                        + HostKeyCheck.fingerprint(Base64.getDecoder().decode(line.key))
                        + (line.marker == Marker.AUTHORITY ? " (an authority that signs host keys)" : ""))
                .toList();
    }

    /** The algorithms to ask a host for, so that it shows a key that is known. */
    List<String> algorithms(String host, int port) {
        List<String> algorithms = new ArrayList<>();
        for (Line line : about(host, port)) {
            if (line.marker == Marker.AUTHORITY) {
                algorithms.addAll(CERTIFICATES);
            } else if (line.marker == Marker.NONE && line.type.equals("ssh-rsa")) {
                algorithms.addAll(List.of("rsa-sha2-512", "rsa-sha2-256"));
            } else if (line.marker == Marker.NONE) {
                algorithms.add(line.type);
            }
        }
        return algorithms;
    }

    private List<Line> about(String host, int port) {
        String name = name(host, port);
        return lines.stream().filter(line -> applies(line, name)).toList();
    }

    private static String name(String host, int port) {
        String lower = host.toLowerCase(Locale.ROOT);
        return port == 22 ? lower : "[" + lower + "]:" + port;
    }

    private static boolean applies(Line line, String name) {
        if (line.hosts.size() == 1 && line.hosts.get(0).startsWith(HASHED)) {
            return isHashOf(line.hosts.get(0), name);
        }
        return SshConfigFile.matches(line.hosts, name);
    }

    private static boolean isHashOf(String hashed, String name) {
        String[] parts = hashed.substring(HASHED.length()).split("\\|", -1);
        if (parts.length != 2) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(parts[0]), "HmacSHA1"));
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts[1]));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // not a hash that OpenSSH writes
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** A key as it goes over the wire. */
    static byte[] blob(PublicKey key) {
        return new Buffer.PlainBuffer().putPublicKey(key).getCompactData();
    }
}
