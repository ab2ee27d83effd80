package io.godwit.core.internal.engine;

import io.godwit.core.ErrorInfo;
import io.godwit.core.MigrationPlan.PlanStep;
import io.godwit.core.Runbook;
import io.godwit.core.Runbook.Choice;
import java.util.List;

/** What people are told who have to decide. */
final class Runbooks {
    /** The step was done; go on behind it. */
    static final String DONE = "done";
    /** Run the step again. */
    static final String AGAIN = "again";
    /** Go on in spite of the differences. */
    static final String ACCEPT = "accept";
    /** Leave what the step changed as it is, and undo the others. */
    static final String LEAVE = "leave";

    private Runbooks() {}

    /** A step that must not be repeated was interrupted, and cannot tell whether it was done. */
    static Runbook interrupted(String session, PlanStep step) {
        return new Runbook(
                "The step \"" + step.title() + "\" (" + step.name() + ") was interrupted. It must not be run twice, and"
                        + " whether it was done cannot be told from here. Look at what it changes: "
                        + String.join("; ", step.touches()) + ".",
                List.of(
                        choice(session, DONE, "It was done: go on with the next step."),
                        choice(session, AGAIN, "It was not done: run it."),
                        rollback(session)));
    }

    /** What arrived differs, and the destination has not taken over yet. */
    static Runbook differences(String session, PlanStep step) {
        return new Runbook(
                "\"" + step.title() + "\" (" + step.name()
                        + ") found differences between what was sent and what arrived."
                        + " Nothing was switched in. The report lists the differences.",
                List.of(
                        new Choice("", "Compare again, after you looked into it.", "resume " + session),
                        rollback(session),
                        choice(
                                session,
                                ACCEPT,
                                "Go on and switch in, in spite of them; the outcome stays DIFFERENCES.")));
    }

    /** A step could not be undone. */
    static Runbook stuck(String session, PlanStep step, ErrorInfo error) {
        return new Runbook(
                "Undoing the step \"" + step.title() + "\" (" + step.name() + ") failed: " + error.message() + "."
                        + (error.remediation().isEmpty() ? "" : " " + error.remediation())
                        + " The steps after it are undone, those before it are not."
                        + (step.undo().isEmpty() ? "" : " To undo it means: " + step.undo() + "."),
                List.of(
                        new Choice("", "Try again, after you removed the cause.", "resume " + session),
                        choice(
                                session,
                                LEAVE,
                                "Leave what this step changed as it is, and undo the others; put it right yourself.")));
    }

    private static Choice choice(String session, String decision, String meaning) {
        return new Choice(decision, meaning, "resume " + session + " --decision " + decision);
    }

    private static Choice rollback(String session) {
        return new Choice("", "Undo what was done.", "rollback " + session);
    }
}
