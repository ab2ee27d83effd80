package io.godwit.core.internal.tree;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * One pattern of a selection. {@code *} and {@code ?} stay within a name, {@code **} goes across names and, between slashes, stands for
 * no name too; a backslash takes the next character as it is. Names that are not UTF-8 are matched byte for character. Immutable.
 */
final class Glob {
    private final Pattern pattern;
    private final boolean anywhere;
    private final boolean directoriesOnly;

    private Glob(Pattern pattern, boolean anywhere, boolean directoriesOnly) {
        this.pattern = pattern;
        this.anywhere = anywhere;
        this.directoriesOnly = directoriesOnly;
    }

    /**
     * Reads a pattern.
     *
     * @throws MigrationException CONFIGURATION, {@code selection.bad-pattern}
     */
    static Glob of(String text) {
        boolean directoriesOnly = text.endsWith("/") && !text.endsWith("\\/");
        String bare = directoriesOnly ? text.substring(0, text.length() - 1) : text;
        boolean rooted = bare.startsWith("/");
        bare = rooted ? bare.substring(1) : bare;
        if (bare.isEmpty()) {
            throw bad(text, "it names nothing");
        }
        boolean anywhere = !rooted && bare.indexOf('/') < 0;
        try {
            Pattern pattern = Pattern.compile(new Translation(text, bare).regex(), Pattern.DOTALL);
            return new Glob(pattern, anywhere, directoriesOnly);
        } catch (PatternSyntaxException e) {
            throw bad(text, e.getDescription());
        }
    }

    private static MigrationException bad(String text, String why) {
        return MigrationException.of(
                        ErrorCategory.CONFIGURATION,
                        "selection.bad-pattern",
                        "the pattern \"" + text + "\" cannot be read: " + why)
                .subject(text)
                .remedy("Write for instance \"*.log\", \"cache/**\" or \"node_modules/\".")
                .build();
    }

    boolean matches(TreePath path, boolean directory) {
        if (directoriesOnly && !directory) {
            return false;
        }
        TreePath what = anywhere ? path.name() : path;
        String text = what.text().orElseGet(() -> new String(what.bytes(), StandardCharsets.ISO_8859_1));
        return pattern.matcher(text).matches();
    }

    /** Turns a pattern into a regular expression. */
    private static final class Translation {
        private final String whole;
        private final String glob;
        private final StringBuilder regex = new StringBuilder();
        private int at;
        private int braces;

        Translation(String whole, String glob) {
            this.whole = whole;
            this.glob = glob;
        }

        String regex() {
            while (at < glob.length()) {
                char c = glob.charAt(at++);
                switch (c) {
                    case '*' -> star();
                    case '?' -> regex.append("[^/]");
                    case '[' -> set();
                    case '{' -> {
                        regex.append("(?:");
                        braces++;
                    }
                    case '}' -> close();
                    case ',' -> regex.append(braces > 0 ? "|" : ",");
                    case '\\' -> escaped();
                    default -> literal(c);
                }
            }
            if (braces > 0) {
                throw bad(whole, "a brace is not closed");
            }
            return regex.toString();
        }

        private void star() {
            if (at >= glob.length() || glob.charAt(at) != '*') {
                regex.append("[^/]*");
                return;
            }
            int begin = at - 1;
            while (at < glob.length() && glob.charAt(at) == '*') {
                at++;
            }
            boolean afterSlash = begin == 0 || glob.charAt(begin - 1) == '/';
            boolean beforeSlash = at < glob.length() && glob.charAt(at) == '/';
            if (afterSlash && beforeSlash) {
                at++;
                regex.append("(?:.*/)?");
            } else if (afterSlash && at == glob.length()) {
                regex.append(".+");
            } else {
                regex.append(".*");
            }
        }

        private void set() {
            int end = at;
            if (end < glob.length() && (glob.charAt(end) == '!' || glob.charAt(end) == '^')) {
                end++;
            }
            if (end < glob.length() && glob.charAt(end) == ']') {
                end++;
            }
            while (end < glob.length() && glob.charAt(end) != ']') {
                end++;
            }
            if (end >= glob.length()) {
                throw bad(whole, "a bracket is not closed");
            }
            String body = glob.substring(at, end);
            at = end + 1;
            boolean negated = body.startsWith("!") || body.startsWith("^");
            body = negated ? body.substring(1) : body;
            if (body.isEmpty() || body.indexOf('/') >= 0) {
                throw bad(whole, "a set is empty or holds a slash");
            }
            regex.append("[[^/]&&[").append(negated ? "^" : "");
            for (int i = 0; i < body.length(); i++) {
                char c = body.charAt(i);
                boolean isRange = c == '-' && i > 0 && i < body.length() - 1;
                if (!isRange && !Character.isLetterOrDigit(c)) {
                    regex.append('\\');
                }
                regex.append(c);
            }
            regex.append("]]");
        }

        private void close() {
            if (braces == 0) {
                literal('}');
                return;
            }
            braces--;
            regex.append(')');
        }

        private void escaped() {
            if (at >= glob.length()) {
                throw bad(whole, "it ends in a backslash");
            }
            literal(glob.charAt(at++));
        }

        private void literal(char c) {
            if ("\\^$.|?*+()[]{}&-~#@".indexOf(c) >= 0) {
                regex.append('\\');
            }
            regex.append(c);
        }
    }
}
