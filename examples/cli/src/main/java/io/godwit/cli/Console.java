package io.godwit.cli;

import java.io.PrintStream;
import java.util.Locale;

/** Where a command speaks: results to standard output, everything else to standard error. One thread at a time. */
final class Console {
    private final boolean json;
    private final boolean quiet;
    private final boolean verbose;
    private final boolean yes;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;

    Console(boolean json, boolean quiet, boolean verbose, boolean yes) {
        this.json = json;
        this.quiet = quiet;
        this.verbose = verbose;
        this.yes = yes;
    }

    boolean isJson() {
        return json;
    }

    boolean isQuiet() {
        return quiet;
    }

    boolean isVerbose() {
        return verbose;
    }

    boolean isYes() {
        return yes;
    }

    /** The one JSON document of a command. */
    void document(String text) {
        out.println(text);
        out.flush();
    }

    /** Part of the result for people; with {@code --json} it goes to standard error. */
    void result(String text) {
        PrintStream to = json ? err : out;
        to.print(text.endsWith("\n") ? text : text + "\n");
        to.flush();
    }

    /** What a person wants to see on the way, unless it shall be quiet. */
    void say(String text) {
        if (!quiet) {
            result(text);
        }
    }

    /** Something that went wrong, or needs attention. */
    void complain(String text) {
        err.println(text);
        err.flush();
    }

    /** The stream for progress: standard output, or standard error beside a JSON document. */
    PrintStream progress() {
        return json ? err : out;
    }

    /**
     * Asks a question that is answered yes or no.
     *
     * @return true when answered yes, and with {@code --yes}; false without a terminal
     */
    boolean confirm(String question) {
        if (yes) {
            return true;
        }
        java.io.Console terminal = Terminals.terminal();
        if (terminal == null) {
            complain(question + " There is no terminal to ask at: say --yes to go on.");
            return false;
        }
        String answer = terminal.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
