package io.godwit.spi;

import java.util.Optional;

/** What a step is given. */
public interface StepContext extends WorkContext {
    /**
     * On whose behalf the step writes.
     *
     * @return the token of this run and step
     */
    WriteToken token();

    /**
     * How far the step came before.
     *
     * @return what it noted last, in this or an earlier process, or empty
     */
    Optional<String> checkpoint();

    /**
     * Notes how far the step came. The note is durable on return.
     *
     * @param json one JSON value, without secrets
     */
    void checkpoint(String json);

    /**
     * Adds a line to the log of the step, which stands in the journal and the report.
     *
     * @param message for people; no secrets, no contents
     */
    void log(String message);
}
