package io.godwit.adapter.asterisk;

import io.godwit.spi.Command;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Step;
import io.godwit.spi.StepContext;
import java.time.Duration;
import java.time.Instant;

/**
 * Restarts Asterisk. It takes no new calls meanwhile and waits for those that go on, as long as they may take. A global variable that lives in memory alone shows that it is
 * a new process.
 */
final class LoadStep implements Step {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Location machine;
    private final boolean isWhenUndone;
    private final Duration drain;

    LoadStep(Location machine, boolean isWhenUndone, Duration drain) {
        this.machine = machine;
        this.isWhenUndone = isWhenUndone;
        this.drain = drain;
    }

    @Override
    public Outline outline(StepContext context) {
        return isWhenUndone
                ? Outline.of("nothing at " + machine + " now", "restarts Asterisk with its former files")
                : Outline.of("restarts Asterisk at " + machine + "; calls have " + drain.toSeconds() + " s to end", "");
    }

    @Override
    public State probe(StepContext context) {
        return isWhenUndone ? State.DONE : State.UNKNOWN;
    }

    @Override
    public void run(StepContext context) {
        if (!isWhenUndone) {
            restart(context);
        }
    }

    @Override
    public void undo(StepContext context) {
        if (isWhenUndone) {
            restart(context);
        }
    }

    private void restart(StepContext context) {
        try (Pbx pbx = Pbx.at(machine, context)) {
            String mark = "GODWIT_" + context.token().session().replaceAll("[^A-Za-z0-9]", "_");
            pbx.require("dialplan set global " + mark + " 1");
            int calls = Inspector.calls(pbx.require("core show channels count"));
            if (calls > 0) {
                context.log("Waiting for " + calls + " calls to end");
            }
            if (calls <= 0 || !isDrained(pbx, context)) {
                // its answer may be lost with the process
                pbx.ask("core restart now");
            }
            await(pbx, mark, context);
            context.log("Asterisk runs with its new configuration");
        }
    }

    /** Whether the calls ended in time, and Asterisk restarts. */
    private boolean isDrained(Pbx pbx, StepContext context) {
        try {
            pbx.host()
                    .run(
                            Command.of("asterisk", "-rx", "core restart gracefully")
                                    .within(drain.plusSeconds(1)),
                            context);
            return true;
        } catch (MigrationException e) {
            if (!e.code().equals("host.timeout")) {
                throw e;
            }
            context.log("Calls went on for longer than " + drain.toSeconds() + " s and are ended");
            return false;
        }
    }

    private static void await(Pbx pbx, String mark, StepContext context) {
        Instant limit = context.clock().instant().plus(START);
        while (!isNew(pbx, mark)) {
            context.cancellation().throwIfCancelled();
            if (context.clock().instant().isAfter(limit)) {
                throw MigrationException.of(
                                ErrorCategory.TRANSFER,
                                "asterisk.not-started",
                                "Asterisk did not come back within " + START.toSeconds() + " s")
                        .remedy("Look into its log (/var/log/asterisk) for what keeps it, then resume or roll back.")
                        .retryable(true)
                        .build();
            }
            pause();
        }
    }

    private static boolean isNew(Pbx pbx, String mark) {
        return pbx.ask("core waitfullybooted")
                        .filter(said -> said.contains("fully booted"))
                        .isPresent()
                && pbx.ask("dialplan show globals")
                        .filter(globals -> !globals.contains(mark + "="))
                        .isPresent();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw MigrationException.of(
                            ErrorCategory.CANCELLED, "run.cancelled", "waiting for Asterisk was interrupted")
                    .build();
        }
    }
}
