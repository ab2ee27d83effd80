package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.transfer.ssh.KnownHosts.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of known hosts, as OpenSSH writes them. */
class KnownHostsTest {
    private static final PublicKey KEY = key();
    private static final PublicKey OTHER = key();

    @TempDir
    Path directory;

    private static PublicKey key() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair().getPublic();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError("every Java platform has EC", e);
        }
    }

    private static String line(String front, PublicKey key) {
        return front + " ecdsa-sha2-nistp256 " + Base64.getEncoder().encodeToString(KnownHosts.blob(key)) + " comment";
    }

    private KnownHosts known(String... lines) throws Exception {
        return KnownHosts.of(
                List.of(Files.write(directory.resolve("known_hosts"), List.of(lines)), directory.resolve("not there")));
    }

    @Test
    void knowsNamesPatternsAndPorts() throws Exception {
        KnownHosts known = known(
                "# comment",
                "",
                line("a.example.com,10.0.0.1", KEY),
                line("*.lan,!bad.lan", KEY),
                line("[b.example]:2222", KEY));

        assertThat(known.check("a.example.com", 22, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("A.Example.COM", 22, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("10.0.0.1", 22, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("x.lan", 22, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("bad.lan", 22, KEY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(known.check("b.example", 2222, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("b.example", 22, KEY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(known.check("a.example.com", 2222, KEY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(known.check("aXexample.com", 22, KEY)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void tellsAChangedKeyFromAnUnknownHost() throws Exception {
        KnownHosts known = known(line("a.example.com", OTHER));

        assertThat(known.check("a.example.com", 22, KEY)).isEqualTo(Verdict.CHANGED);
        assertThat(known.describe("a.example.com", 22))
                .containsExactly("ecdsa-sha2-nistp256 " + HostKeyCheck.fingerprint(OTHER));
        assertThat(known(line("a.example.com", OTHER), line("a.example.com", KEY))
                        .check("a.example.com", 22, KEY))
                .isEqualTo(Verdict.KNOWN);
    }

    @Test
    void refusesRevokedKeysWhateverElseIsKnown() throws Exception {
        KnownHosts known = known(line("a.example.com", KEY), line("@revoked *", KEY));

        assertThat(known.check("a.example.com", 22, KEY)).isEqualTo(Verdict.REVOKED);
        assertThat(known.check("a.example.com", 22, OTHER)).isEqualTo(Verdict.CHANGED);
    }

    @Test
    void readsNamesThatOpenSshHashed() throws Exception {
        Path file = Files.write(
                directory.resolve("hashed"), List.of(line("a.example.com", KEY), line("[b.example]:2222", KEY)));
        assertThat(new ProcessBuilder("ssh-keygen", "-H", "-f", file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
        assertThat(Files.readString(file)).contains("|1|").doesNotContain("example");
        KnownHosts known = KnownHosts.of(List.of(file));

        assertThat(known.check("a.example.com", 22, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("b.example", 2222, KEY)).isEqualTo(Verdict.KNOWN);
        assertThat(known.check("c.example.com", 22, KEY)).isEqualTo(Verdict.UNKNOWN);
        assertThat(known.algorithms("a.example.com", 22)).containsExactly("ecdsa-sha2-nistp256");
    }

    @Test
    void passesOverLinesThatAreNone() throws Exception {
        KnownHosts known =
                known("nonsense", "a.example.com ssh-rsa !!!!", "@odd a.example.com x AAAA", "|1|x ssh-rsa AAAA");

        assertThat(known.check("a.example.com", 22, KEY)).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void asksAnRsaHostForModernSignatures() throws Exception {
        assertThat(known("a.example.com ssh-rsa AAAA").algorithms("a.example.com", 22))
                .containsExactly("rsa-sha2-512", "rsa-sha2-256");
    }
}
