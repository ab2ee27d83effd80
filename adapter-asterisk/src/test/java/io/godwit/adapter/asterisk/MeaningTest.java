package io.godwit.adapter.asterisk;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.adapter.asterisk.Meaning.Difference;
import io.godwit.adapter.asterisk.Meaning.Difference.Change;
import io.godwit.adapter.asterisk.Meaning.Thing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeaningTest {
    private static List<Difference> differences(ConfigTree other) {
        return MeaningReader.read(Samples.oldPbx()).differences(MeaningReader.read(other));
    }

    @Test
    void knowsWhatTheSampleConsistsOf() {
        Meaning meaning = MeaningReader.read(Samples.oldPbx());

        assertThat(meaning.names("trunk")).containsExactly("itsp", "twilio_trunk");
        assertThat(meaning.names("endpoint")).hasSize(37).contains("Lobby", "lobby");
        assertThat(meaning.names("auth")).hasSize(38);
        assertThat(meaning.names("aor")).hasSize(38);
        assertThat(meaning.names("queue")).containsExactly("sales", "support");
        assertThat(meaning.names("mailbox")).hasSize(21);
        assertThat(meaning.names("peer")).hasSize(8);
        assertThat(meaning.names("global variable")).hasSize(5);
        assertThat(meaning.names("route")).contains("internal-phones, _24[34]/_20X");
        assertThat(meaning.names("broken file")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pjsip.d/10-office.conf|username=200|username=2000|CHANGED|auth|200-auth|username|200|2000",
                "pjsip.d/10-office.conf|password=fake-200-pass|password=another|CHANGED|auth|200-auth|password|****|****",
                "pjsip.d/10-office.conf|set_var=FLOOR=2|set_var=FLOOR=3|CHANGED|endpoint|203|set_var FLOOR|2|3",
                "pjsip_trunks.conf|send_pai=yes|;|REMOVED|trunk|itsp|send_pai|yes|''",
                "pjsip_trunks.conf|match=192.0.2.10|match=192.0.2.11|CHANGED|identify|twilio_identify|match|192.0.2.10,"
                        + " 192.0.2.32/29, 192.0.2.64/26|192.0.2.11, 192.0.2.32/29, 192.0.2.64/26",
                "queues.conf|member => PJSIP/203|member => PJSIP/209|REMOVED|queue|support|member PJSIP/203|''|''",
                "queues.conf|maxlen = 10|maxlen = 11|CHANGED|queue|support|maxlen|10|11",
                "extensions_internal.conf|Dial(PJSIP/lobby,15)|Dial(PJSIP/lobby,16)|CHANGED|route|internal-phones,"
                        + " 241|priority 001|Dial(PJSIP/lobby,15)|Dial(PJSIP/lobby,16)",
                "extensions_trunks.conf|Authenticate(1357)|NoOp()|CHANGED|route|outbound-local, _9011.|priority"
                        + " 001|Authenticate(****)|NoOp()",
                "extensions.conf|RINGTIME=20|RINGTIME=25|CHANGED|global variable|RINGTIME|value|20|25",
                "voicemail.conf|4201,Bruno Bell|4999,Bruno Bell|CHANGED|mailbox|201@default|password|****|****",
                "manager.conf|secret = fake-ami-crm|secret = other|CHANGED|section|manager.conf [crm]|secret|****|****",
                "sip_phones.conf|dtmfmode=auto|dtmfmode=info|CHANGED|peer|8002|dtmfmode|auto|info"
            })
    void tellsWhichSettingChanged(
            String file,
            String from,
            String to,
            Change change,
            String kind,
            String name,
            String setting,
            String before,
            String after) {
        assertThat(differences(Samples.changed(file, from, to)))
                .contains(new Difference(change, new Thing(kind, name), setting, before, after))
                .hasSizeLessThan(3);
    }

    @Test
    void tellsWhatCameAndWent() {
        assertThat(differences(Samples.changed("pjsip.d/20-remote.conf", "[300](aor-phone)", "[399](aor-phone)")))
                .containsExactly(
                        new Difference(Change.REMOVED, new Thing("aor", "300"), "", "", ""),
                        new Difference(Change.ADDED, new Thing("aor", "399"), "", "", ""));
    }

    @Test
    void aTemplateThatChangesChangesAllThatInherit() {
        assertThat(differences(Samples.changed("pjsip.conf", "rtp_symmetric=yes", "rtp_symmetric=no")))
                .hasSize(35)
                .allSatisfy(difference -> assertThat(difference.setting()).isEqualTo("rtp_symmetric"));
    }

    @Test
    void formattingAndOrderThatDoNotMatterStayQuiet() {
        Map<String, byte[]> contents = Samples.contents("old-pbx/etc/asterisk");
        contents.replaceAll((name, content) ->
                reformatted(name, new String(content, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));

        assertThat(differences(new ConfigTree("/etc/asterisk", contents))).isEmpty();
    }

    /** Comments, arrows and blanks; in pjsip.d the triples of sections the other way round. */
    private static String reformatted(String name, String text) {
        String arrows = text.replaceAll("(?m)^([a-z_]+)=(?=[^>])", ";-- said otherwise --; $1  =>   ")
                .replaceAll("(?m)$", "   ; a note");
        if (!name.equals("pjsip.d/20-remote.conf")) {
            return name.contains("30-odd") ? text : arrows;
        }
        List<String> sections = new ArrayList<>(Arrays.asList(text.split("(?m)^(?=\\[)", -1)));
        java.util.Collections.reverse(sections);
        return String.join("\n", sections);
    }

    @Test
    void isStoredWithoutSecrets() {
        Meaning meaning = MeaningReader.read(Samples.oldPbx());
        String stored = meaning.toJson().toString();

        assertThat(stored).doesNotContain("fake-").doesNotContain("1357").doesNotContain("4201");
        assertThat(Meaning.of(meaning.toJson()).toJson()).isEqualTo(meaning.toJson());
        assertThat(meaning.differences(Meaning.of(meaning.toJson()))).isEmpty();
    }

    @Test
    void reportsAsJsonAndAsAPage() {
        ComparisonReport report = new ComparisonReport(
                "old", "new <1>", differences(Samples.changed("queues.conf", "maxlen = 10", "maxlen = <b>")));

        assertThat(report.toJson()).contains("\"after\" : \"<b>\"").contains("\"same\" : false");
        assertThat(report.toHtml())
                .contains("<td>&lt;b&gt;</td>", "old and new &lt;1&gt;", "1 differences")
                .doesNotContain("<b>");
    }
}
