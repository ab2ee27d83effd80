package io.godwit.core;

import java.util.List;
import java.util.Objects;

/**
 * What a person who has to act finds: what is so, and what the choices are. Immutable.
 *
 * @param situation what is so, in a few sentences
 * @param choices what can be done, the safest first
 */
public record Runbook(String situation, List<Choice> choices) {
    /** Checks the parts. */
    public Runbook {
        Objects.requireNonNull(situation, "situation");
        choices = List.copyOf(choices);
    }

    /**
     * Something that can be done. Immutable.
     *
     * @param decision what to pass to {@link Migrator#resume(String, String, java.util.function.Consumer)}, or an empty string where
     *     the choice is not a decision of a resume
     * @param meaning what it does
     * @param command the command line for it
     */
    public record Choice(String decision, String meaning, String command) {
        /** Checks the parts. */
        public Choice {
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(meaning, "meaning");
            Objects.requireNonNull(command, "command");
        }
    }
}
