package io.godwit.adapter.asterisk;

/**
 * Takes the comments out of the lines of one file, one line after the other, exactly as Asterisk does: block comments nest, and what stands before and behind them on a
 * line is live. For one thread and one file.
 */
final class CommentStripper {
    private static final int DEEPEST = 128;

    private int depth;

    /**
     * What is live of a line.
     *
     * @param line with or without its end
     * @return trimmed
     */
    String strip(String line) {
        StringBuilder text = new StringBuilder(line);
        // What is kept ends where a block comment began; -1 while nothing of the line is live.
        int start = depth == 0 ? 0 : -1;
        int end = text.length();
        boolean isCut = false;
        int from = 0;
        int at;
        while ((at = text.indexOf(";", from)) >= 0) {
            if (at > from && text.charAt(at - 1) == '\\') {
                text.deleteCharAt(at - 1);
                from = at;
                end = isCut ? end : text.length();
            } else if (opens(text, at)) {
                if (start >= 0 && !isCut) {
                    end = at;
                    isCut = true;
                }
                depth += depth < DEEPEST ? 1 : 0;
                from = at + 3;
            } else if (at >= from + 2 && text.charAt(at - 1) == '-' && text.charAt(at - 2) == '-') {
                depth--;
                from = at + 1;
                if (depth == 0) {
                    if (start >= 0) {
                        text.delete(end, from);
                        from = end;
                    } else {
                        start = from;
                    }
                    end = text.length();
                    isCut = false;
                }
            } else if (depth == 0) {
                text.setLength(at);
                end = at;
                break;
            } else {
                from = at + 1;
            }
        }
        return start < 0 ? "" : trim(text.substring(start, Math.max(start, Math.min(end, text.length()))));
    }

    /** Whether a block comment is open at the end of what was read. */
    boolean isInside() {
        return depth != 0;
    }

    private static boolean opens(CharSequence text, int at) {
        return at + 2 < text.length()
                && text.charAt(at + 1) == '-'
                && text.charAt(at + 2) == '-'
                && !(at + 3 < text.length() && text.charAt(at + 3) == '-');
    }

    /** Without what Asterisk takes for blank: everything up to the space. */
    static String trim(String text) {
        return text.trim();
    }

    /** Without blanks at its end. */
    static String trimEnd(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) <= ' ') {
            end--;
        }
        return text.substring(0, end);
    }

    /** Without blanks at its beginning. */
    static String trimStart(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        return text.substring(start);
    }
}
