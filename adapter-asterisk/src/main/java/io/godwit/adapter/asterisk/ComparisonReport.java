package io.godwit.adapter.asterisk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.adapter.asterisk.Meaning.Difference;
import java.util.List;
import java.util.Locale;

/**
 * How two PBXs differ, as JSON and as a page. Secrets are stars in both.
 *
 * @param before name of the first
 * @param after name of the second
 * @param differences of the second from the first
 */
record ComparisonReport(String before, String after, List<Difference> differences) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    ComparisonReport {
        differences = List.copyOf(differences);
    }

    /** One JSON object. */
    String toJson() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("before", before).put("after", after).put("same", differences.isEmpty());
        ArrayNode list = json.putArray("differences");
        for (Difference difference : differences) {
            ObjectNode one = list.addObject()
                    .put("change", difference.change().name().toLowerCase(Locale.ROOT))
                    .put("kind", difference.thing().kind())
                    .put("name", difference.thing().name());
            if (!difference.setting().isEmpty()) {
                one.put("setting", difference.setting())
                        .put("before", difference.before())
                        .put("after", difference.after());
            }
        }
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of texts can be written", e);
        }
    }

    /** One page that needs nothing else. */
    String toHtml() {
        StringBuilder rows = new StringBuilder();
        for (Difference difference : differences) {
            rows.append("<tr class=\"")
                    .append(difference.change().name().toLowerCase(Locale.ROOT))
                    .append("\">");
            cell(rows, difference.thing().kind());
            cell(rows, difference.thing().name());
            cell(rows, difference.change().name().toLowerCase(Locale.ROOT));
            cell(rows, difference.setting());
            cell(rows, difference.before());
            cell(rows, difference.after());
            rows.append("</tr>\n");
        }
        String title = "%s and %s".formatted(escape(before), escape(after));
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>%1$s</title><style>
            body{font:15px/1.5 system-ui,sans-serif;margin:2em}table{border-collapse:collapse}
            th,td{border:1px solid #ccc;padding:.3em .6em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
            .added td{background:#eaf7ea}.removed td{background:#fbeaea}.changed td{background:#fdf6e3}
            </style></head><body>
            <h1>%1$s</h1>
            <p>%2$s</p>
            <table><tr><th>kind</th><th>name</th><th>change</th><th>setting</th><th>before</th><th>after</th></tr>
            %3$s</table></body></html>
            """.formatted(
                title, differences.isEmpty() ? "Both mean the same." : differences.size() + " differences.", rows);
    }

    private static void cell(StringBuilder rows, String text) {
        rows.append("<td>").append(escape(text)).append("</td>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
