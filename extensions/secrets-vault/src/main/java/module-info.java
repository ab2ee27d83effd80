/** Secrets in HashiCorp Vault or OpenBao. */
module io.godwit.secrets.vault {
    requires transitive io.godwit.spi;
    requires static org.jspecify;
    requires com.fasterxml.jackson.databind;
    requires java.net.http;

    provides io.godwit.spi.SecretResolver with
            io.godwit.secrets.vault.VaultSecrets;
}
