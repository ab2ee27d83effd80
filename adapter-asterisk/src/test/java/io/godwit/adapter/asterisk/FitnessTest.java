package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FitnessTest {
    private static Stock stock(String version, ConfigTree tree, List<String> modules, List<String> tools) {
        return new Stock(
                !tree.files().isEmpty(),
                true,
                version,
                "/etc/asterisk",
                Belongings.USUAL,
                List.of(),
                modules,
                0,
                tools,
                Map.of("CF", 1L),
                List.of(),
                MeaningReader.read(tree));
    }

    private static final ConfigTree NOTHING = new ConfigTree("/etc/asterisk", Map.of());

    private static List<String> codes(Stock from, Stock to) {
        return Fitness.of(from, to).stream().map(Finding::code).toList();
    }

    @Test
    void namesWhatTheNewVersionDoesNotHave() {
        ConfigTree tree = Samples.changed(
                "extensions_internal.conf",
                "exten => 600,1,Answer()",
                "exten => 600,1,Macro(x)\nexten => 601,1,Monitor(wav)");

        assertThat(codes(
                        stock("16.28.0", tree, List.of(), List.of()),
                        stock("22.10.1", NOTHING, List.of(), List.of("sqlite3"))))
                .contains("asterisk.chan-sip-gone", "asterisk.application-gone")
                .doesNotContain("asterisk.version-older", "asterisk.no-sqlite3");
    }

    @Test
    void refusesToGoBackInVersions() {
        assertThat(codes(
                        stock("22.10.1", Samples.oldPbx(), List.of(), List.of()),
                        stock("18.1.0", NOTHING, List.of(), List.of("sqlite3"))))
                .contains("asterisk.version-older")
                .doesNotContain("asterisk.chan-sip-gone");
    }

    @Test
    void namesModulesAndAddressesThatAreMissing() {
        List<Finding> findings = Fitness.of(
                stock("22.1", Samples.oldPbx(), List.of("a.so", "b.so"), List.of()),
                stock("22.1", NOTHING, List.of("b.so"), List.of()));

        assertThat(findings)
                .extracting(Finding::code, Finding::evidence)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("asterisk.module-missing", "a.so"),
                        org.assertj.core.groups.Tuple.tuple(
                                "asterisk.address-of-source", "external_media_address = 198.51.100.7"));
        assertThat(findings).extracting(Finding::code).contains("asterisk.no-sqlite3");
    }

    @Test
    void listsHowTheDestinationDiffersAndTellsNoSecret() {
        List<Finding> findings = Fitness.of(
                stock("22.1", Samples.oldPbx(), List.of(), List.of()),
                stock(
                        "22.1",
                        Samples.changed("pjsip.d/10-office.conf", "username=200", "username=2000"),
                        List.of(),
                        List.of("sqlite3")));

        assertThat(findings)
                .filteredOn(finding -> finding.code().equals("asterisk.differs"))
                .extracting(Finding::subject, Finding::evidence)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("auth 200-auth: username", "\"200\" and \"2000\""));
        assertThat(findings.toString()).doesNotContain("fake-");
    }
}
