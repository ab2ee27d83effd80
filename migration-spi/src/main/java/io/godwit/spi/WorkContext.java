package io.godwit.spi;

import java.time.Clock;

/** What every piece of work is given. Thread-safe. */
public interface WorkContext {
    /**
     * Where to report what was done.
     *
     * @return the progress of this piece of work
     */
    Progress progress();

    /**
     * Whether to stop.
     *
     * @return the token of this run
     */
    CancellationToken cancellation();

    /**
     * The clock to tell time by.
     *
     * @return the clock of this run
     */
    Clock clock();

    /**
     * What may be used.
     *
     * @return the limits of this process
     */
    Limits limits();

    /**
     * Hosts, trees, databases and secrets.
     *
     * @return the connections of this run
     */
    Connections connections();
}
