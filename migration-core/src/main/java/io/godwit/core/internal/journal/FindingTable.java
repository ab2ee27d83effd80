package io.godwit.core.internal.journal;

import io.godwit.core.Issue;
import io.godwit.spi.Finding;
import io.godwit.spi.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jdbi.v3.core.Handle;

/** The rows of what steps found. */
public final class FindingTable {
    private FindingTable() {}

    /**
     * Stores a finding.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step that found it
     * @param finding what
     * @param at when
     */
    public static void insert(Handle handle, String session, String step, Finding finding, Instant at) {
        handle.createUpdate(
                        "INSERT INTO finding (session, step, severity, code, subject, message, evidence, remediation,"
                                + " noticed_at) VALUES (:session, :step, :severity, :code, :subject, :message, :evidence,"
                                + " :remediation, :at)")
                .bind("session", session)
                .bind("step", step)
                .bind("severity", finding.severity().name())
                .bind("code", finding.code())
                .bind("subject", finding.subject())
                .bind("message", finding.message())
                .bind("evidence", finding.evidence())
                .bind("remediation", finding.remediation())
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * Notes that all open findings of a step are resolved.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step
     * @param resolution what resolved them
     * @param at when
     */
    public static void resolve(Handle handle, String session, String step, String resolution, Instant at) {
        handle.createUpdate("UPDATE finding SET resolved_at = :at, resolution = :resolution"
                        + " WHERE session = :session AND step = :step AND resolved_at IS NULL")
                .bind("session", session)
                .bind("step", step)
                .bind("resolution", resolution)
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * Notes that the open findings of a step with some code are resolved.
     *
     * @param handle of a write
     * @param session the session
     * @param step the step
     * @param code of the findings
     * @param resolution what resolved them
     * @param at when
     */
    public static void resolve(Handle handle, String session, String step, String code, String resolution, Instant at) {
        handle.createUpdate("UPDATE finding SET resolved_at = :at, resolution = :resolution"
                        + " WHERE session = :session AND step = :step AND code = :code AND resolved_at IS NULL")
                .bind("session", session)
                .bind("step", step)
                .bind("code", code)
                .bind("resolution", resolution)
                .bind("at", Journal.millis(at))
                .execute();
    }

    /**
     * What a step found.
     *
     * @param handle of a read
     * @param session the session
     * @param step the step
     * @return the oldest first
     */
    public static List<Issue> list(Handle handle, String session, String step) {
        return handle.createQuery("SELECT * FROM finding WHERE session = :session AND step = :step ORDER BY id")
                .bind("session", session)
                .bind("step", step)
                .map((row, context) -> new Issue(
                        new Finding(
                                Severity.valueOf(row.getString("severity")),
                                row.getString("code"),
                                row.getString("subject"),
                                row.getString("message"),
                                row.getString("evidence"),
                                row.getString("remediation")),
                        Objects.requireNonNull(Journal.instant(row, "noticed_at")),
                        Journal.instant(row, "resolved_at"),
                        row.getString("resolution")))
                .list();
    }

    /**
     * How many open findings that are errors a step has.
     *
     * @param handle of a read
     * @param session the session
     * @param step the step
     * @return how many
     */
    public static long openErrors(Handle handle, String session, String step) {
        return handle.createQuery("SELECT count(*) FROM finding WHERE session = :session AND step = :step"
                        + " AND severity = 'ERROR' AND resolved_at IS NULL")
                .bind("session", session)
                .bind("step", step)
                .mapTo(Long.class)
                .one();
    }
}
