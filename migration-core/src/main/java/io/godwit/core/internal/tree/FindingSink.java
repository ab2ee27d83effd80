package io.godwit.core.internal.tree;

import io.godwit.spi.Finding;
import io.godwit.spi.Progress;
import io.godwit.spi.Severity;
import java.util.Map;
import java.util.TreeMap;

/** Reports the first findings of each code and counts the rest, so that a million of them stay readable. Thread-safe. */
final class FindingSink {
    private final Progress progress;
    private final int most;
    private final Map<String, Long> counts = new TreeMap<>();
    private final Map<String, Severity> severities = new TreeMap<>();

    FindingSink(Progress progress, int most) {
        this.progress = progress;
        this.most = most;
    }

    void report(Finding finding) {
        synchronized (counts) {
            severities.put(finding.code(), finding.severity());
            if (counts.merge(finding.code(), 1L, Long::sum) > most) {
                return;
            }
        }
        progress.report(finding);
    }

    long count(String code) {
        synchronized (counts) {
            return counts.getOrDefault(code, 0L);
        }
    }

    /** Tells of what was only counted. */
    void summarise(String subject) {
        synchronized (counts) {
            counts.forEach((code, count) -> {
                if (count > most) {
                    Severity severity = severities.getOrDefault(code, Severity.INFO);
                    progress.report(new Finding(
                            severity, code, subject, (count - most) + " more of the same were found.", "", ""));
                }
            });
        }
    }
}
