package io.godwit.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.godwit.spi.Finding;
import java.util.List;
import java.util.Map;

/** JSON documents for programs. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static List<Map<String, String>> findings(List<Finding> findings) {
        return findings.stream().map(Json::finding).toList();
    }

    private static Map<String, String> finding(Finding finding) {
        return Map.of(
                "severity", finding.severity().name(),
                "code", finding.code(),
                "subject", finding.subject(),
                "message", finding.message(),
                "evidence", finding.evidence(),
                "remediation", finding.remediation());
    }
}
