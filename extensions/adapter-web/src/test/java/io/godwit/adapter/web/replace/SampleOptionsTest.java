package io.godwit.adapter.web.replace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Options of a WordPress, each with what must become of it. */
class SampleOptionsTest {
    @TestFactory
    Stream<DynamicTest> everyOptionBecomesWhatItMust() throws IOException {
        try (InputStream in = SampleOptionsTest.class.getResourceAsStream("/expected-after-replace.json")) {
            JsonNode sample = new ObjectMapper().readTree(in);
            SearchReplace replace = SearchReplace.builder()
                    .url(sample.get("old").asText(), sample.get("new").asText())
                    .path(
                            sample.get("old_path").asText(),
                            sample.get("new_path").asText())
                    .build();
            // transients are deleted with their rows, not rewritten
            return StreamSupport.stream(sample.get("cases").spliterator(), false)
                    .filter(option -> !option.get("option_name").asText().startsWith("_transient_"))
                    .map(option -> DynamicTest.dynamicTest(
                            option.get("option_name").asText(), () -> becomes(option, replace)));
        }
    }

    private static void becomes(JsonNode option, SearchReplace replace) {
        byte[] before = option.get("before").asText().getBytes(StandardCharsets.UTF_8);
        Replacement after = replace.apply(before);

        assertThat(new String(after.value(), StandardCharsets.UTF_8))
                .isEqualTo(option.get("after").asText());
        assertThat(after.isChanged()).isEqualTo(option.get("changed").asBoolean());
        assertThat(after.count() > 0).isEqualTo(after.isChanged());
        assertThat(!after.problems().isEmpty())
                .isEqualTo(option.get("note").asText().contains("reported"));
        assertThat(replace.apply(after.value()).isChanged()).isFalse();
    }
}
