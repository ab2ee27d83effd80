package io.godwit.cli;

import io.godwit.core.Migrator;
import io.godwit.spi.MigrationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into an orderly stop: the session is cancelled, and the process ends when what is under way has come to a point where it
 * can be resumed. A second Ctrl-C ends it at once, which a resume survives as well.
 */
final class Interruption implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 30;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Migrator migrator, String session, Console console) {
        this.hook = new Thread(
                () -> {
                    try {
                        console.complain("\nStopping; \"godwit resume " + session + "\" will go on.");
                        migrator.cancel(session);
                        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            console.complain("Still busy after " + PATIENCE_SECONDS + " s; ending anyway.");
                        }
                    } catch (MigrationException e) {
                        console.complain(FailureReport.text(e));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "godwit-interruption");
    }

    static Interruption of(Migrator migrator, String session, Console console) {
        Interruption interruption = new Interruption(migrator, session, console);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** The run has ended; the process may. */
    void ended() {
        done.countDown();
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already, and the hook with it
            org.slf4j.LoggerFactory.getLogger(Interruption.class)
                    .atDebug()
                    .setCause(e)
                    .log("ending already");
        }
    }
}
