package io.godwit.core.internal.report;

import io.godwit.core.MigrationReport;
import io.godwit.core.MigrationReport.Verification;
import io.godwit.core.MigrationSession;
import io.godwit.core.Outcome;
import io.godwit.core.SessionStatus;

/**
 * How a session ended, in plain words. What was not compared is never said to be right.
 *
 * @param tone how good that is
 * @param label one or two words
 * @param headline one line
 * @param summary one or two sentences
 */
record Verdict(Tone tone, String label, String headline, String summary) {
    /** How good an end is. */
    enum Tone {
        /** All is well. */
        GOOD,
        /** Something is left to look at. */
        FAIR,
        /** It did not work. */
        BAD,
        /** It is not over. */
        OPEN
    }

    static Verdict of(MigrationReport report) {
        MigrationSession session = report.session();
        Outcome outcome = session.outcome();
        if (outcome == null) {
            return unfinished(session);
        }
        return switch (outcome) {
            case VERIFIED ->
                new Verdict(
                        Tone.GOOD,
                        "Verified",
                        "Done, and what arrived is what was sent",
                        "Every step was done. " + compared(report) + " No difference was found.");
            case NOT_VERIFIED ->
                new Verdict(
                        Tone.FAIR,
                        "Not compared",
                        "Done, but nobody compared what arrived",
                        "Every step was done. What arrived was not compared with what was sent, so nothing is known about"
                                + " its being complete and right.");
            case DIFFERENCES ->
                new Verdict(
                        Tone.BAD,
                        "Differences",
                        "Done, but what arrived differs from what was sent",
                        "Every step was done. " + compared(report) + " "
                                + (differences(report) > 0
                                        ? Amounts.plural(differences(report), "difference was", "differences were")
                                                + " found."
                                        : "It is not all as it should be."));
            case RESUMABLE ->
                new Verdict(
                        Tone.BAD,
                        "Failed",
                        "Stopped by a failure",
                        reason(session) + "What was done so far is kept: the session can be resumed or rolled back.");
            case CANCELLED ->
                new Verdict(
                        Tone.FAIR,
                        "Cancelled",
                        "Stopped, because somebody asked for it",
                        "What was done so far is kept: the session can be resumed or rolled back.");
            case NEEDS_DECISION ->
                new Verdict(
                        Tone.BAD,
                        "Decision needed",
                        "Stopped: a person has to decide how to go on",
                        reason(session) + situation(session));
            case ROLLBACK_STUCK ->
                new Verdict(
                        Tone.BAD,
                        "Rollback stuck",
                        "Undoing stopped before it was done",
                        reason(session) + situation(session));
            case RESTORED ->
                session.error() == null
                        ? new Verdict(
                                Tone.FAIR,
                                "Rolled back",
                                "Undone, because somebody asked for it",
                                "The destination is as it was before.")
                        : new Verdict(
                                Tone.BAD,
                                "Failed, rolled back",
                                "Failed, and everything was undone",
                                reason(session) + "The destination is as it was before.");
        };
    }

    private static Verdict unfinished(MigrationSession session) {
        return session.status() == SessionStatus.PENDING
                ? new Verdict(Tone.OPEN, "Planned", "Planned, and not run yet", "Nothing was changed so far.")
                : new Verdict(
                        Tone.OPEN,
                        "Running",
                        "Not at its end",
                        "This is how far it was when this report was made. Its process may be at work, or may have died.");
    }

    private static String compared(MigrationReport report) {
        long items =
                report.verification().stream().mapToLong(Verification::items).sum();
        long bytes =
                report.verification().stream().mapToLong(Verification::bytes).sum();
        return Amounts.plural(items, "thing was", "things were") + " compared"
                + (bytes > 0 ? ", " + Amounts.bytes(bytes) + " of contents among them." : ".");
    }

    static long differences(MigrationReport report) {
        return report.verification().stream()
                .mapToLong(Verification::differences)
                .sum();
    }

    private static String reason(MigrationSession session) {
        return session.error() == null ? "" : sentence(session.error().message()) + " ";
    }

    private static String situation(MigrationSession session) {
        return session.runbook() == null
                ? "See what is left to do below."
                : sentence(session.runbook().situation());
    }

    /** With a capital letter in front and a full stop behind, unless it begins with something quoted. */
    static String sentence(String text) {
        String body = text.strip();
        if (body.isEmpty()) {
            return body;
        }
        String begun = Character.toUpperCase(body.charAt(0)) + body.substring(1);
        return begun.endsWith(".") || begun.endsWith("!") || begun.endsWith("?") ? begun : begun + ".";
    }
}
