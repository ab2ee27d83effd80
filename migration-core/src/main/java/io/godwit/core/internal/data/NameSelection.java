package io.godwit.core.internal.data;

import io.godwit.spi.DatasetName;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Selection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which datasets of a database, by the globs of a {@link Selection}. A dataset is matched as {@code name}, {@code namespace/name} and
 * {@code namespace.name}; a pattern that ends in a slash matches all of a namespace. Immutable.
 */
public final class NameSelection {
    private static final String SPECIAL = "\\^$.|?*+()[]{}";

    private final List<Pattern> include;
    private final List<Pattern> exclude;

    /**
     * Compiles a selection.
     *
     * @param selection globs
     * @throws MigrationException CONFIGURATION, {@code selection.bad-pattern}
     */
    public NameSelection(Selection selection) {
        include = selection.include().stream().map(NameSelection::compile).toList();
        exclude = selection.exclude().stream().map(NameSelection::compile).toList();
    }

    /**
     * Whether a dataset is selected.
     *
     * @param name as the source has it
     * @return true where it is to be moved
     */
    public boolean takes(DatasetName name) {
        return (include.isEmpty() || matchesAny(include, name)) && !matchesAny(exclude, name);
    }

    private static boolean matchesAny(List<Pattern> patterns, DatasetName name) {
        for (Pattern pattern : patterns) {
            if (pattern.matcher(name.name()).matches()
                    || pattern.matcher(name.namespace() + "/" + name.name()).matches()
                    || pattern.matcher(name.namespace() + "." + name.name()).matches()) {
                return true;
            }
        }
        return false;
    }

    private static Pattern compile(String glob) {
        String whole = glob.endsWith("/") ? glob + "**" : glob;
        StringBuilder regex = new StringBuilder();
        int braces = 0;
        for (int at = 0; at < whole.length(); at++) {
            char c = whole.charAt(at);
            switch (c) {
                case '*' -> {
                    boolean isDeep = at + 1 < whole.length() && whole.charAt(at + 1) == '*';
                    regex.append(isDeep ? ".*" : "[^/]*");
                    at += isDeep ? 1 : 0;
                }
                case '?' -> regex.append("[^/]");
                case '[' -> at = set(glob, whole, at, regex);
                case '{' -> {
                    braces++;
                    regex.append("(?:");
                }
                case '}' -> {
                    if (--braces < 0) {
                        throw bad(glob);
                    }
                    regex.append(')');
                }
                case ',' -> regex.append(braces > 0 ? "|" : ",");
                default -> literal(c, regex);
            }
        }
        if (braces != 0) {
            throw bad(glob);
        }
        try {
            return Pattern.compile(regex.toString(), Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            throw bad(glob);
        }
    }

    private static int set(String glob, String whole, int open, StringBuilder regex) {
        int close = whole.indexOf(']', open + 2);
        if (close < 0) {
            throw bad(glob);
        }
        regex.append('[');
        int at = open + 1;
        if (whole.charAt(at) == '!' || whole.charAt(at) == '^') {
            regex.append('^');
            at++;
        }
        for (; at < close; at++) {
            char c = whole.charAt(at);
            if (c == '-') {
                regex.append('-');
            } else if (c == '&') {
                regex.append("\\&");
            } else {
                literal(c, regex);
            }
        }
        regex.append(']');
        return close;
    }

    private static void literal(char c, StringBuilder regex) {
        if (SPECIAL.indexOf(c) >= 0) {
            regex.append('\\');
        }
        regex.append(c);
    }

    private static MigrationException bad(String glob) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "selection.bad-pattern",
                        "the pattern \"" + glob
                                + "\" has a bracket that nothing closes or opens, or an empty or backward range")
                .subject(glob)
                .remedy("Write [a-z] for one of some characters and {a,b} for alternatives.")
                .build();
    }
}
