package io.godwit.core.internal.engine;

import io.godwit.core.ErrorInfo;
import io.godwit.spi.Finding;
import io.godwit.spi.MigrationException;
import java.util.function.UnaryOperator;

/**
 * Takes secrets out of what is stored and told.
 *
 * @param text replaces every secret in a text
 */
record Redaction(UnaryOperator<String> text) {
    String of(String message) {
        return text.apply(message);
    }

    ErrorInfo of(MigrationException failure) {
        ErrorInfo info = ErrorInfo.of(failure);
        return new ErrorInfo(
                info.category(),
                info.code(),
                of(info.message()),
                of(info.subject()),
                of(info.remediation()),
                info.isRetryable(),
                info.trail().stream().map(this::of).toList());
    }

    Finding of(Finding finding) {
        return new Finding(
                finding.severity(),
                finding.code(),
                of(finding.subject()),
                of(finding.message()),
                of(finding.evidence()),
                of(finding.remediation()));
    }
}
