package io.godwit.transfer.ssh;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.jspecify.annotations.Nullable;

/**
 * Lets only a host in whose key is known: from a file of known hosts, or pinned by fingerprint. Never trusts on first use. For one
 * connection.
 */
final class HostKeyCheck implements HostKeyVerifier {
    private final SshTarget target;
    private final @Nullable OpenSSHKnownHosts knownHosts;
    private @Nullable MigrationException refusal;

    HostKeyCheck(SshTarget target) {
        this.target = target;
        Path file = target.knownHosts();
        if (target.pinnedKey().isPresent() || !Files.exists(file)) {
            this.knownHosts = null;
        } else {
            try {
                this.knownHosts = new OpenSSHKnownHosts(file.toFile());
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

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        String shown = fingerprint(key);
        if (target.pinnedKey().isPresent()) {
            String pinned = target.pinnedKey().get();
            if (pinned.equals(shown)) {
                return true;
            }
            refusal = changed(shown, pinned, "pinned in the specification");
            return false;
        }
        if (knownHosts == null) {
            refusal = unknown(shown, key);
            return false;
        }
        if (knownHosts.verify(hostname, port, key)) {
            return true;
        }
        List<String> known = knownFingerprints(hostname, port);
        refusal = known.isEmpty()
                ? unknown(shown, key)
                : changed(shown, String.join(", ", known), "in \"" + target.knownHosts() + "\"");
        return false;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return knownHosts == null ? List.of() : knownHosts.findExistingAlgorithms(hostname, port);
    }

    /** Why the host was refused, where it was. */
    @Nullable
    MigrationException refusal() {
        return refusal;
    }

    private List<String> knownFingerprints(String hostname, int port) {
        String name = port == 22 ? hostname : "[" + hostname + "]:" + port;
        List<String> known = new ArrayList<>();
        if (knownHosts != null) {
            for (OpenSSHKnownHosts.KnownHostEntry entry : knownHosts.entries()) {
                try {
                    if (entry.appliesTo(name)) {
                        known.add(entry.getType() + " " + fingerprintOfLine(entry.getLine()));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return known;
    }

    private static String fingerprintOfLine(String line) {
        for (String word : line.split(" ", -1)) {
            if (word.startsWith("AAAA")) {
                return sha256(Base64.getDecoder().decode(word));
            }
        }
        return "(revoked or certificate authority)";
    }

    private MigrationException unknown(String shown, PublicKey key) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ssh.host-key-unknown",
                        "the host \"" + target.host() + "\" shows a key that is not known: " + shown)
                .subject(target.address())
                .remedy("Compare it with the host's own: on its console run \"ssh-keygen -lf /etc/ssh/ssh_host_"
                        + keyFile(key) + "_key.pub\". Where they agree, add it with \"ssh-keyscan -p " + target.port()
                        + " "
                        + target.host() + " >> " + target.knownHosts() + "\", or pin it with host_key: \"" + shown
                        + "\".")
                .build();
    }

    private MigrationException changed(String shown, String known, String where) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ssh.host-key-changed",
                        "the host \"" + target.host() + "\" shows the key " + shown + ", but known for it " + where
                                + " is " + known)
                .subject(target.address())
                .remedy("Somebody may stand between you and the host. Find out why the key changed; where that is"
                        + " rightful, remove the old one with \"ssh-keygen -R '"
                        + (target.port() == 22 ? target.host() : "[" + target.host() + "]:" + target.port()) + "' -f "
                        + target.knownHosts() + "\" and add the new one.")
                .build();
    }

    private static String keyFile(PublicKey key) {
        return switch (KeyType.fromKey(key)) {
            case ED25519 -> "ed25519";
            case ECDSA256, ECDSA384, ECDSA521 -> "ecdsa";
            default -> "rsa";
        };
    }

    /** The fingerprint as OpenSSH writes it. */
    static String fingerprint(PublicKey key) {
        return sha256(new Buffer.PlainBuffer().putPublicKey(key).getCompactData());
    }

    private static String sha256(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
