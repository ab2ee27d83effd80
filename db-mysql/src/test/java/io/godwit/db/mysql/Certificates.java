package io.godwit.db.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates of authorities of our own, in PEM files of one directory. */
record Certificates(Path directory) {
    private static final String PASSWORD = "changeit";

    Path authority(String name) throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=" + name,
                "-ext",
                "bc:c");
        keytool(
                "-exportcert",
                "-alias",
                name,
                "-rfc",
                "-file",
                certificate(name).toString());
        return certificate(name);
    }

    void issue(String name, String authority, String extension) throws IOException, InterruptedException {
        String request = directory.resolve(name + ".csr").toString();
        keytool("-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=" + name);
        keytool("-certreq", "-alias", name, "-file", request);
        keytool(
                "-gencert",
                "-alias",
                authority,
                "-infile",
                request,
                "-outfile",
                certificate(name).toString(),
                "-rfc",
                "-ext",
                extension);
    }

    Path certificate(String name) {
        return directory.resolve(name + ".crt");
    }

    /** The key that belongs to a certificate. */
    String key(String name) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(directory.resolve("store.p12").toFile(), PASSWORD.toCharArray());
        Key key = store.getKey(name, PASSWORD.toCharArray());
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", directory.resolve("store.p12").toString(), "-storepass", PASSWORD));
        Path log = directory.resolve("keytool.log");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }
}
