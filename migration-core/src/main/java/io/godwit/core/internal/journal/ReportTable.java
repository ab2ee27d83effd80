package io.godwit.core.internal.journal;

import io.godwit.core.ReportInfo;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of reports that were written. */
public final class ReportTable {
    private ReportTable() {}

    /**
     * Stores that a report was written.
     *
     * @param handle of a write
     * @param session the session
     * @param report which
     */
    public static void insert(Handle handle, String session, ReportInfo report) {
        handle.createUpdate("INSERT INTO report (session, format, path, created_at)"
                        + " VALUES (:session, :format, :path, :created)")
                .bind("session", session)
                .bind("format", report.format().name())
                .bind("path", report.path())
                .bind("created", Journal.millis(report.createdAt()))
                .execute();
    }

    /**
     * The reports of a session.
     *
     * @param handle of a read
     * @param session the session
     * @return the oldest first
     */
    public static List<ReportInfo> list(Handle handle, String session) {
        return handle.createQuery("SELECT * FROM report WHERE session = :session ORDER BY id")
                .bind("session", session)
                .map((row, context) -> new ReportInfo(
                        ReportInfo.Format.valueOf(row.getString("format")),
                        row.getString("path"),
                        Instant.ofEpochMilli(row.getLong("created_at"))))
                .list();
    }
}
