package io.godwit.core;

import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Operation;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Plans migrations, runs them, and remembers what it did. Thread-safe; sessions run in the thread that asks for them.
 *
 * <p>All methods fail with a {@link MigrationException} where they cannot do what was asked. A run that was begun does not throw: how
 * it ended stands in its report.
 */
public interface Migrator extends AutoCloseable {
    /**
     * Starts a migrator.
     *
     * @return a builder
     */
    static MigratorBuilder builder() {
        return new MigratorBuilder();
    }

    /**
     * Looks whether a migration can be run, and changes nothing: connectivity, compatibility, permissions, what is missing, room, memory
     * and processors of the destination.
     *
     * @param spec what is to be done
     * @return all that a person should know, the gravest first
     */
    List<Finding> validate(MigrationSpec spec);

    /**
     * Looks what is on both sides, and changes nothing.
     *
     * @param spec what they are
     * @return what was found; what could not be looked at is a finding
     */
    Inspection inspect(MigrationSpec spec);

    /**
     * Compares the two sides as they are now, and changes nothing.
     *
     * @param spec what they are
     * @return how they differ
     */
    Comparison compare(MigrationSpec spec);

    /**
     * Pulls one side of a specification, or both, into a capsule, and changes nothing else. Blocks until all is there; where it is
     * interrupted there is no capsule, and staging to the same place again begins anew.
     *
     * @param spec what they are
     * @param options where to, and what
     * @return the capsule, with what could not be read
     * @throws MigrationException CONFIGURATION, {@code capsule.exists}, {@code capsule.not-empty}, {@code capsule.key}; and what the places
     *     fail with
     */
    Staged stage(MigrationSpec spec, StageOptions options);

    /**
     * Looks what a capsule holds.
     *
     * @param place where it is, with the secret {@link Capsule#KEY} where it is encrypted
     * @return what its manifest says; its contents are not read
     * @throws MigrationException CONFIGURATION, {@code capsule.not-found}, {@code capsule.key}; VALIDATION, {@code capsule.damaged};
     *     COMPATIBILITY, {@code capsule.too-new}
     */
    Capsule capsule(Location place);

    /**
     * Reads every byte of a capsule, and compares it with what was written.
     *
     * @param place where it is, with the secret {@link Capsule#KEY} where it is encrypted
     * @return what it holds, all of which is as it was written
     * @throws MigrationException as {@link #capsule}
     */
    Capsule verifyCapsule(Location place);

    /**
     * Makes a plan, and changes nothing.
     *
     * @param spec what is to be done; its plain-text secrets are kept as by {@link #provide(MigrationSpec)}
     * @return the plan of a new session
     */
    MigrationPlan plan(MigrationSpec spec);

    /**
     * Makes a plan, and changes nothing.
     *
     * @param pipeline what is to be done; its code is kept as by {@link #provide(Pipeline)}
     * @return the plan of a new session
     */
    MigrationPlan plan(Pipeline pipeline);

    /**
     * The plan of a session.
     *
     * @param session its id
     * @return the plan as it was stored
     * @throws MigrationException CONFIGURATION, {@code session.unknown}
     */
    MigrationPlan plan(String session);

    /**
     * Stores a plan, to be approved and run later. Storing it again does nothing.
     *
     * @param plan any that was not run yet
     * @return the session, PENDING
     */
    MigrationSession submit(MigrationPlan plan);

    /**
     * Notes that a person approved the plan of a session.
     *
     * @param session its id
     * @param by who, for the record
     * @return the session
     * @throws MigrationException CONFIGURATION, {@code session.unknown}; {@code session.not-pending}
     */
    MigrationSession approve(String session, String by);

    /**
     * Gives the engine the code of a pipeline's steps again, so that sessions planned from it by another process can be resumed or
     * rolled back.
     *
     * @param pipeline as it was planned
     */
    void provide(Pipeline pipeline);

    /**
     * Gives the engine the secrets again that stand in a specification in plain text, as they are in no journal, so that sessions planned
     * from it by another process can be resumed or rolled back.
     *
     * @param spec as it was planned
     */
    void provide(MigrationSpec spec);

    /**
     * Runs a plan to its end.
     *
     * @param plan as made by this or another migrator
     * @return what came of it
     * @throws MigrationException before anything was changed: VALIDATION, {@code plan.stale}, {@code plan.has-errors}; CONFIGURATION,
     *     {@code session.not-approved}, {@code session.held}, {@code session.already-run}
     */
    default MigrationReport run(MigrationPlan plan) {
        return run(plan, event -> {});
    }

    /**
     * Runs a plan to its end.
     *
     * @param plan as made by this or another migrator
     * @param listener hears what happens
     * @return what came of it
     * @throws MigrationException as {@link #run(MigrationPlan)}
     */
    MigrationReport run(MigrationPlan plan, Consumer<MigrationEvent> listener);

    /**
     * Plans and runs a pipeline.
     *
     * @param pipeline what is to be done
     * @param listener hears what happens
     * @return what came of it
     */
    default MigrationReport run(Pipeline pipeline, Consumer<MigrationEvent> listener) {
        return run(plan(pipeline), listener);
    }

    /**
     * Plans and runs a specification.
     *
     * @param spec what is to be done
     * @param listener hears what happens
     * @return what came of it
     */
    default MigrationReport run(MigrationSpec spec, Consumer<MigrationEvent> listener) {
        return run(plan(spec), listener);
    }

    /**
     * Goes on with a session that stopped, failed, was cancelled, or whose process died.
     *
     * @param session its id
     * @param listener hears what happens
     * @return what came of it
     * @throws MigrationException before anything was changed: CONFIGURATION, {@code session.unknown}, {@code session.held} with who
     *     holds it, {@code session.ended}, {@code step.code-missing}; VALIDATION, {@code plan.stale}
     */
    default MigrationReport resume(String session, Consumer<MigrationEvent> listener) {
        return resume(session, "", listener);
    }

    /**
     * Goes on with a session that waits for a decision.
     *
     * @param session its id
     * @param decision one of the choices of its {@link Runbook}, or an empty string
     * @param listener hears what happens
     * @return what came of it
     * @throws MigrationException as {@link #resume(String, Consumer)}; CONFIGURATION, {@code session.unknown-decision}
     */
    MigrationReport resume(String session, String decision, Consumer<MigrationEvent> listener);

    /**
     * Asks the runner of a session, in this or another process, to stop; returns at once.
     *
     * @param session its id
     * @throws MigrationException CONFIGURATION, {@code session.unknown}, {@code session.ended}
     */
    void cancel(String session);

    /**
     * Compares again what a session moved.
     *
     * @param session its id
     * @param listener hears what happens
     * @return a report whose session has the new outcome
     * @throws MigrationException CONFIGURATION, {@code session.unknown}, {@code session.held}, {@code session.not-completed}
     */
    MigrationReport verify(String session, Consumer<MigrationEvent> listener);

    /**
     * Undoes what a session did, the last step first; all of it, or what came after a step ({@link RollbackOptions#to}), from which the
     * session can be resumed: then the outcome is CANCELLED, without an error.
     *
     * @param session its id
     * @param options how far it may go
     * @param listener hears what happens
     * @return what came of it
     * @throws MigrationException before anything was changed: CONFIGURATION, {@code session.unknown}, {@code session.held}, {@code
     *     step.code-missing}, {@code session.cleaned-up}, {@code rollback.unknown-step}; VALIDATION, {@code rollback.not-confirmed}
     */
    MigrationReport rollback(String session, RollbackOptions options, Consumer<MigrationEvent> listener);

    /**
     * What came of a session so far.
     *
     * @param session its id
     * @return the report
     * @throws MigrationException CONFIGURATION, {@code session.unknown}
     */
    MigrationReport report(String session);

    /**
     * Writes the report of a session to a file, which only its owner may read, and notes it in the journal.
     *
     * @param session its id
     * @param format the form
     * @param file where to; replaced where it is there
     * @return what was written
     * @throws MigrationException CONFIGURATION, {@code session.unknown}; TRANSFER, {@code report.not-written}
     */
    ReportInfo writeReport(String session, ReportInfo.Format format, Path file);

    /**
     * All sessions of the journal.
     *
     * @return the newest first; the log of each step is cut to its last 200 lines
     */
    List<MigrationSession> sessions();

    /**
     * A session.
     *
     * @param session its id
     * @return as it is now
     * @throws MigrationException CONFIGURATION, {@code session.unknown}
     */
    MigrationSession session(String session);

    /**
     * The named jobs of all adapters besides moving.
     *
     * @return by id
     */
    List<Operation> operations();

    /**
     * The plugins that it works with.
     *
     * @return the registry
     */
    Plugins plugins();

    /**
     * Whom people may ask when something goes wrong.
     *
     * @return as it is to be shown, or an empty string
     */
    String support();

    /**
     * Removes what sessions left that are undone, or died, and that nobody needs any more: shadows, temporary files and directories. What
     * a session keeps of the destination as it was stays, as a rollback needs it.
     *
     * @return what was removed and what was kept
     */
    CleanupReport cleanup();

    /**
     * Gives up what an ended session keeps of the destination as it was (former tables, the former content of files), and removes it:
     * from then on the session cannot be rolled back.
     *
     * @param session its id
     * @return what was removed, and what could not be, which a further call tries again
     * @throws MigrationException CONFIGURATION, {@code session.unknown}, {@code session.held}, {@code cleanup.session-open}
     */
    CleanupReport cleanup(String session);

    /**
     * The trail of who did what, as it stands in the journal.
     *
     * @param session only what concerns it, or an empty string for everything
     * @return the oldest first
     */
    List<AuditEntry> audit(String session);

    /**
     * The head of the trail, to be kept elsewhere.
     *
     * @return its last line
     */
    AuditHead auditHead();

    /**
     * Checks that no line of the trail was changed, left out or put in.
     *
     * @param known heads that were kept elsewhere; each must still be part of the trail. Without any, a trail whose end was cut off, or
     *     that was written anew as a whole, cannot be told from a good one
     * @return the head of the trail that was found whole
     * @throws MigrationException VALIDATION, {@code journal.audit-broken}, with the first line that is wrong; {@code
     *     journal.audit-cut}, where a known head is not part of it
     */
    AuditHead verifyAudit(List<AuditHead> known);

    /** Releases the journal; sessions that run are asked to stop, and waited for. */
    @Override
    void close();
}
