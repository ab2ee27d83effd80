package io.godwit.toolkit;

import java.util.List;
import java.util.Map;

/**
 * Turns an argument vector into one line for a POSIX shell. The one place where that is done. Thread-safe.
 *
 * <p>Everything but plain words is put between single quotes, in which a POSIX shell knows no exceptions; a single quote itself
 * closes them, is escaped, and opens them again.
 */
public final class ShellQuote {
    private ShellQuote() {}

    /**
     * Quotes a vector.
     *
     * @param argv program and arguments
     * @return one line that a POSIX shell splits into exactly these words
     * @throws IllegalArgumentException for no words, an empty program, and an argument that holds a NUL, which none can
     */
    public static String line(List<String> argv) {
        if (argv.isEmpty() || argv.get(0).isEmpty()) {
            throw new IllegalArgumentException("a command has a program");
        }
        StringBuilder line = new StringBuilder();
        for (String word : argv) {
            if (line.length() > 0) {
                line.append(' ');
            }
            append(line, word);
        }
        return line.toString();
    }

    /**
     * Quotes one word.
     *
     * @param word any text without NUL
     * @return the word as a POSIX shell reads it back
     */
    public static String word(String word) {
        StringBuilder quoted = new StringBuilder(word.length() + 2);
        append(quoted, word);
        return quoted.toString();
    }

    /**
     * Quotes a command with variables and a directory in front.
     *
     * @param argv program and arguments
     * @param environment variables to set for it; their names are checked by the caller
     * @param directory where to run it, or an empty string for where the shell stands
     * @return one line that replaces the shell by the command
     */
    public static String line(List<String> argv, Map<String, String> environment, String directory) {
        StringBuilder line = new StringBuilder();
        if (!directory.isEmpty()) {
            line.append("cd -- ");
            append(line, directory);
            line.append(" && ");
        }
        line.append("exec ");
        if (!environment.isEmpty()) {
            line.append("env ");
            environment.forEach((name, value) ->
                    append(line.append(name).append('='), value).append(' '));
        }
        return line.append(line(argv)).toString();
    }

    private static StringBuilder append(StringBuilder line, String word) {
        if (word.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument holds a NUL");
        }
        if (isPlain(word)) {
            return line.append(word);
        }
        line.append('\'');
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '\'') {
                line.append("'\\''");
            } else {
                line.append(c);
            }
        }
        return line.append('\'');
    }

    private static boolean isPlain(String word) {
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "/._-:,@%+".indexOf(c) < 0) {
                return false;
            }
        }
        // a word such as FOO=1 in front would set a variable; "=" is therefore never plain
        return !word.isEmpty();
    }
}
