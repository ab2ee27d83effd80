package io.godwit.transfer.ssh;

import com.hierynomus.sshj.userauth.certificate.Certificate;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Lets only a host in whose key is known: from files of known hosts, or pinned by fingerprint. Never trusts on first use. For one
 * connection.
 */
final class HostKeyCheck implements HostKeyVerifier {
    private final SshTarget target;
    private final KnownHosts knownHosts;
    private @Nullable MigrationException refusal;

    HostKeyCheck(SshTarget target) {
        this.target = target;
        this.knownHosts = KnownHosts.of(target.pinnedKey().isPresent() ? List.of() : target.knownHosts());
    }

    @Override
    public boolean verify(String hostname, int port, PublicKey key) {
        String shown = fingerprint(key instanceof Certificate<?> signed ? signed.getKey() : key);
        if (target.pinnedKey().isPresent()) {
            String pinned = target.pinnedKey().get();
            if (pinned.equals(shown)) {
                return true;
            }
            refusal = changed(shown, key, pinned, "pinned in the specification");
            return false;
        }
        switch (knownHosts.check(target.host(), target.port(), key)) {
            case KNOWN, SIGNED -> {
                return true;
            }
            case REVOKED -> refusal = revoked(shown);
            case CHANGED ->
                refusal = changed(
                        shown,
                        key,
                        String.join(", ", knownHosts.describe(target.host(), target.port())),
                        "in " + files());
            case UNKNOWN -> refusal = unknown(shown, key);
        }
        return false;
    }

    @Override
    public List<String> findExistingAlgorithms(String hostname, int port) {
        return knownHosts.algorithms(target.host(), target.port());
    }

    /** Why the host was refused, where it was. */
    @Nullable
    MigrationException refusal() {
        return refusal;
    }

    private String files() {
        return target.knownHosts().stream().map(file -> "\"" + file + "\"").collect(Collectors.joining(", "));
    }

    private MigrationException unknown(String shown, PublicKey key) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ssh.host-key-unknown",
                        "the host \"" + target.host() + "\" shows the key " + shown + ", and none is known for it in "
                                + files())
                .subject(target.address())
                .remedy(compare(key) + " Where they agree, add it with \"ssh-keyscan -p " + target.port() + " "
                        + target.host() + " >> " + target.knownHosts().get(0) + "\", or pin it with host_key: \""
                        + shown + "\".")
                .build();
    }

    private MigrationException changed(String shown, PublicKey key, String known, String where) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ssh.host-key-changed",
                        "the host \"" + target.host() + "\" shows the key " + shown + ", but known for it " + where
                                + " is " + known)
                .subject(target.address())
                .remedy("Somebody may stand between you and the host. " + compare(key)
                        + " Where they agree, the key was changed rightfully: "
                        + (target.pinnedKey().isPresent()
                                ? "pin the new one."
                                : "remove the old one with \"ssh-keygen -R '" + name() + "' -f "
                                        + target.knownHosts().get(0) + "\" and add the new one."))
                .build();
    }

    private MigrationException revoked(String shown) {
        return MigrationException.of(
                        ErrorCategory.CONNECTIVITY,
                        "ssh.host-key-revoked",
                        "the host \"" + target.host() + "\" shows the key " + shown + ", which is revoked in "
                                + files())
                .subject(target.address())
                .remedy("Whoever has this key may pretend to be the host: give the host a new one, and find out why"
                        + " this was revoked.")
                .build();
    }

    private String name() {
        return target.port() == 22 ? target.host() : "[" + target.host() + "]:" + target.port();
    }

    private static String compare(PublicKey key) {
        return "Compare it with the host's own: on its console run \"ssh-keygen -lf /etc/ssh/ssh_host_" + keyFile(key)
                + "_key.pub\".";
    }

    private static String keyFile(PublicKey key) {
        return switch (KeyType.fromKey(key)) {
            case ED25519, ED25519_CERT -> "ed25519";
            case ECDSA256, ECDSA384, ECDSA521, ECDSA256_CERT, ECDSA384_CERT, ECDSA521_CERT -> "ecdsa";
            default -> "rsa";
        };
    }

    /** The fingerprint as OpenSSH writes it. */
    static String fingerprint(PublicKey key) {
        return fingerprint(KnownHosts.blob(key));
    }

    /** The fingerprint of a key as it goes over the wire. */
    static String fingerprint(byte[] blob) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(blob);
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
