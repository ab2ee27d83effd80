package io.godwit.core.internal.report;

import io.godwit.core.ErrorInfo;
import io.godwit.core.Issue;
import io.godwit.core.LogEntry;
import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Sample;
import io.godwit.core.MigrationReport.Verification;
import io.godwit.core.MigrationSession;
import io.godwit.core.Outcome;
import io.godwit.core.Runbook;
import io.godwit.core.StepRecord;
import io.godwit.core.StepStatus;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Finding;
import io.godwit.spi.Phase;
import io.godwit.spi.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A report in which everything that comes from elsewhere tries to be markup. */
final class HostileText {
    @SuppressWarnings("StringConcatToTextBlock") // its carriage return is part of it
    static final String EVIL =
            "x\"'><script>alert(1)</script><img src=x onerror=alert(2)> | a `b` ``c`` [d](javascript:e) ](f) \n"
                    + "# g\r\n"
                    + "\u202egpj.exe ${h} </style> https://evil.example.com/";

    private static final Instant AT = SampleReports.START;

    private HostileText() {}

    static MigrationReport report(Outcome outcome) {
        Finding finding = new Finding(Severity.ERROR, "verify.content", EVIL, EVIL, EVIL, EVIL);
        ErrorInfo error = new ErrorInfo(ErrorCategory.TRANSFER, "tree.odd", EVIL, EVIL, EVIL, false, List.of(EVIL));
        StepRecord step = new StepRecord(
                EVIL,
                EVIL,
                EVIL,
                Phase.COPY,
                StepStatus.FAILED,
                AT,
                AT.plusSeconds(60),
                AT.plusSeconds(70),
                2,
                50,
                new StepRecord.Counts(5_000_000, 10, 0, 0),
                List.of(new LogEntry(AT, LogEntry.Level.ERROR, EVIL)),
                List.of(new Issue(finding, AT, null, EVIL)),
                error);
        MigrationSession session = new MigrationSession(
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                outcome.status(),
                outcome,
                AT,
                AT,
                AT.plusSeconds(60),
                EVIL,
                null,
                List.of(step),
                List.of(new io.godwit.core.BackupInfo(
                        EVIL, EVIL, io.godwit.core.BackupInfo.Kind.PRE_IMAGES, EVIL, 3, AT, null)),
                List.of(),
                new Runbook(EVIL, List.of(new Runbook.Choice(EVIL, EVIL, EVIL))),
                error);
        return new MigrationReport(
                session,
                AT,
                List.of(finding),
                List.of(new Verification(EVIL, EVIL, 1, 0, 1, AT)),
                List.of(new Sample(EVIL, AT, 0, 0), new Sample(EVIL, AT.plusSeconds(30), 5_000_000, 10)),
                Map.of(EVIL, EVIL),
                Map.of(EVIL, EVIL),
                List.of(new MigrationReport.Planned(EVIL, EVIL, List.of(EVIL), EVIL)),
                EVIL);
    }
}
