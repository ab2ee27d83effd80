package io.godwit.cli;

import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.util.List;
import java.util.Locale;

/** Findings for people. */
final class Findings {
    private Findings() {}

    static String line(Finding finding) {
        StringBuilder line = new StringBuilder(finding.severity().name().toLowerCase(Locale.ROOT))
                .append(": ")
                .append(finding.message());
        if (!finding.evidence().isEmpty()) {
            line.append(" (").append(finding.evidence()).append(')');
        }
        if (!finding.remediation().isEmpty()) {
            line.append("\n    ").append(finding.remediation());
        }
        return line.append("  [").append(finding.code()).append(']').toString();
    }

    static String lines(List<Finding> findings) {
        StringBuilder lines = new StringBuilder();
        for (Severity severity : Severity.values()) {
            findings.stream()
                    .filter(finding -> finding.severity() == severity)
                    .forEach(finding -> lines.append(line(finding)).append('\n'));
        }
        return lines.toString();
    }

    static boolean hasErrors(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }
}
