package io.godwit.cli;

import io.godwit.core.Comparison;
import java.util.LinkedHashMap;
import java.util.Map;

/** How the two sides differ. */
final class ComparisonText {
    private ComparisonText() {}

    static String of(Comparison comparison) {
        StringBuilder text = new StringBuilder();
        for (Comparison.Part part : comparison.parts()) {
            text.append(part.name())
                    .append(": ")
                    .append(Amounts.count(part.items()))
                    .append(" compared, ")
                    .append(
                            part.differences().isEmpty()
                                    ? "no difference"
                                    : part.differences().size() + " differences")
                    .append('\n');
            part.differences()
                    .forEach(difference ->
                            text.append("  ").append(difference.message()).append('\n'));
        }
        return text.append(Findings.lines(comparison.findings())).toString();
    }

    static String json(Comparison comparison) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("same", comparison.isSame());
        document.put(
                "parts",
                comparison.parts().stream()
                        .map(part -> Map.of(
                                "name", part.name(),
                                "items", part.items(),
                                "differences", Json.findings(part.differences())))
                        .toList());
        document.put("findings", Json.findings(comparison.findings()));
        return Json.write(document);
    }
}
