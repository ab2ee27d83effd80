package io.godwit.core.internal.engine;

import io.godwit.core.LogEntry;
import io.godwit.core.MigrationEvent;
import io.godwit.core.internal.journal.AuditTable;
import io.godwit.core.internal.journal.Fence;
import io.godwit.core.internal.journal.Journal;
import io.godwit.core.internal.journal.LogTable;
import java.time.Clock;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is said of a session while it runs: to the journal, to the listener, to the log of the program. Thread-safe. */
final class SessionLog {
    private static final Logger log = LoggerFactory.getLogger("io.godwit.session");

    private final Journal journal;
    private final Fence fence;
    private final EventStream events;
    private final Clock clock;
    private final String actor;
    private final Redaction redaction;

    SessionLog(Journal journal, Fence fence, EventStream events, Clock clock, String actor, Redaction redaction) {
        this.journal = journal;
        this.fence = fence;
        this.events = events;
        this.clock = clock;
        this.actor = actor;
        this.redaction = redaction;
    }

    Instant now() {
        return clock.instant();
    }

    Redaction redaction() {
        return redaction;
    }

    void info(String step, String message) {
        write(step, LogEntry.Level.INFO, message);
    }

    void warn(String step, String message) {
        write(step, LogEntry.Level.WARNING, message);
    }

    void error(String step, String message) {
        write(step, LogEntry.Level.ERROR, message);
    }

    void write(String step, LogEntry.Level level, String message) {
        LogEntry entry = new LogEntry(now(), level, redaction.of(message));
        journal.updateLater(fence, handle -> LogTable.insert(handle, fence.session(), step, entry));
        events.tell(new MigrationEvent.LogLine(fence.session(), entry.at(), step, entry));
        log.atLevel(
                        switch (level) {
                            case INFO -> org.slf4j.event.Level.INFO;
                            case WARNING -> org.slf4j.event.Level.WARN;
                            case ERROR -> org.slf4j.event.Level.ERROR;
                        })
                .addKeyValue("session", fence.session())
                .addKeyValue("step", step)
                .addKeyValue("message", entry.message())
                .log("Session");
    }

    void tell(MigrationEvent event) {
        events.tell(event);
    }

    /** Adds to the audit trail, in the transaction of what it speaks of. */
    void audit(Handle handle, String action, String detail) {
        AuditTable.append(handle, fence.session(), actor, action, detail, now());
    }
}
