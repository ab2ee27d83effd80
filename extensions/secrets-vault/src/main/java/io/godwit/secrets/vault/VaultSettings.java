package io.godwit.secrets.vault;

import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where Vault is and who asks, from the environment.
 *
 * @param environment gives the value of a variable, or null
 */
record VaultSettings(Function<String, @Nullable String> environment) {
    /** Where it is; over an open network only with TLS. */
    URI address(String name) {
        String text = variable("VAULT_ADDR")
                .orElseThrow(() -> VaultFailures.unreadable(
                        name,
                        "it is not known where Vault is",
                        "Set the environment variable VAULT_ADDR, for instance to https://vault.example.com:8200.",
                        null));
        URI address;
        try {
            address = URI.create(text.endsWith("/") ? text : text + "/");
        } catch (IllegalArgumentException e) {
            throw badAddress(name);
        }
        String host = address.getHost();
        if (host == null) {
            throw badAddress(name);
        }
        boolean isHere = host.equals("localhost") || host.equals("[::1]") || host.matches("127\\.\\d+\\.\\d+\\.\\d+");
        if (!"https".equals(address.getScheme()) && !(isHere && "http".equals(address.getScheme()))) {
            throw VaultFailures.unreadable(
                    name,
                    "Vault is only asked over TLS, except on this machine",
                    "Set VAULT_ADDR to an address that begins with https://.",
                    null);
        }
        return address;
    }

    private static MigrationException badAddress(String name) {
        return VaultFailures.unreadable(
                name,
                "the address of Vault is none",
                "Set VAULT_ADDR to an address such as https://vault.example.com:8200.",
                null);
    }

    /** The token that somebody else got for us. */
    Optional<String> token(String name) {
        Optional<String> given = variable("VAULT_TOKEN");
        if (given.isPresent()) {
            return given;
        }
        Optional<Path> file = variable("VAULT_TOKEN_FILE").map(Path::of);
        if (file.isPresent()) {
            return Optional.of(read(name, file.get()));
        }
        Path home = Path.of(variable("HOME").orElse(System.getProperty("user.home", "")), ".vault-token");
        return Files.isReadable(home) ? Optional.of(read(name, home)) : Optional.empty();
    }

    Optional<String> role() {
        return variable("VAULT_ROLE_ID");
    }

    /** What goes with the role; read anew each time, as it may be renewed. */
    String secretId(String name) {
        return read(
                name,
                variable("VAULT_SECRET_ID_FILE")
                        .map(Path::of)
                        .orElseThrow(() -> VaultFailures.unreadable(
                                name,
                                "VAULT_ROLE_ID is set and VAULT_SECRET_ID_FILE is not",
                                "Set VAULT_SECRET_ID_FILE to a file that holds the secret id.",
                                null)));
    }

    Optional<String> namespace() {
        return variable("VAULT_NAMESPACE");
    }

    /** Trusts the authorities of a file, where one is named. */
    Optional<SSLContext> tls(String name) {
        return variable("VAULT_CACERT").map(Path::of).map(file -> {
            try (InputStream in = Files.newInputStream(file)) {
                KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
                trusted.load(null, null);
                int number = 0;
                for (Certificate authority :
                        CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                    trusted.setCertificateEntry("authority-" + number++, authority);
                }
                TrustManagerFactory managers =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                managers.init(trusted);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, managers.getTrustManagers(), null);
                return context;
            } catch (IOException | GeneralSecurityException e) {
                throw VaultFailures.unreadable(
                        name,
                        "the file of authorities cannot be read",
                        "Set VAULT_CACERT to a file of certificates in PEM.",
                        e);
            }
        });
    }

    private Optional<String> variable(String variable) {
        return Optional.ofNullable(environment.apply(variable)).filter(value -> !value.isEmpty());
    }

    private static String read(String name, Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw VaultFailures.unreadable(
                    name,
                    "the file \"" + file + "\" cannot be read",
                    "Make it readable for this user, and for nobody else.",
                    null);
        }
    }
}
