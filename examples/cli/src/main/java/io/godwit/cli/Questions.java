package io.godwit.cli;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Locale;

/** Asks a person, line by line, on a terminal or of whatever is connected to standard input. */
final class Questions {
    private final BufferedReader answers;
    private final Console console;

    Questions(BufferedReader answers, Console console) {
        this.answers = answers;
        this.console = console;
    }

    /**
     * Asks for a text.
     *
     * @param question without its default
     * @param offered what an empty line means; a single dash means nothing at all
     * @return the answer, perhaps empty
     */
    String text(String question, String offered) throws IOException {
        console.progress().print(question + (offered.isEmpty() ? ": " : " [" + offered + "]: "));
        console.progress().flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION, "init.no-answers", "the answers ended at \"" + question + "\"")
                    .remedy("Answer every question; an empty line takes what is offered.")
                    .build();
        }
        String given = answer.strip();
        if (given.equals("-")) {
            return "";
        }
        return given.isEmpty() ? offered : given;
    }

    boolean agrees(String question, boolean offered) throws IOException {
        String answer = text(question + " (yes or no)", offered ? "yes" : "no").toLowerCase(Locale.ROOT);
        return answer.startsWith("y");
    }
}
