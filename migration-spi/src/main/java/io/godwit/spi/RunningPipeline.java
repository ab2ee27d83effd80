package io.godwit.spi;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/** Commands under way. Input and output are for one thread each. */
public interface RunningPipeline extends AutoCloseable {
    /**
     * What the first command reads. Closing it tells that the input is complete; a pipeline that is closed or cancelled with
     * its input still open is killed instead, so that half an input is never taken for a whole one.
     *
     * @return a stream; writing fails with an {@link java.io.IOException} once the command has ended
     */
    OutputStream stdin();

    /**
     * What the last command prints. It reports its end only when every command has ended well.
     *
     * @return a stream; reading past the last byte throws an {@link java.io.IOException}, whose cause is a
     *     {@link MigrationException}, where a command failed
     */
    InputStream stdout();

    /**
     * Waits for all commands to end. What is still printed is thrown away.
     *
     * @return an exit per command, in order
     * @throws MigrationException CANCELLED; TRANSFER, {@code host.timeout}; CONNECTIVITY, {@code host.lost}
     */
    List<CommandResult> await();

    /** Ends what still runs. */
    @Override
    void close();
}
