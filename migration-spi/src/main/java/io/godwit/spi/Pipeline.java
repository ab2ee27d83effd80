package io.godwit.spi;

import java.util.List;

/**
 * Commands on one host, each reading what the one before prints. Each has an exit status of its own, and one that fails fails
 * the whole. Immutable.
 *
 * @param commands at least one
 */
public record Pipeline(List<Command> commands) {
    /** Checks the parts. */
    public Pipeline {
        commands = List.copyOf(commands);
        if (commands.isEmpty()) {
            throw new IllegalArgumentException("a pipeline has a command");
        }
    }

    /**
     * A pipeline.
     *
     * @param commands at least one
     * @return the pipeline
     */
    public static Pipeline of(Command... commands) {
        return new Pipeline(List.of(commands));
    }
}
