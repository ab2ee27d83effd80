package io.godwit.adapter.asterisk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A configuration file, line by line. Printing it gives the bytes that it was read from, and where lines are replaced all others stay. Immutable.
 *
 * @param name its path, relative to the directory of the configuration where it is in there
 * @param charset UTF-8, or ISO 8859-1 where it is not that
 * @param lines all of them
 */
record ConfigFile(String name, Charset charset, List<Line> lines) {
    /** Asterisk leaves lines out that are longer. */
    private static final int LONGEST = 8190;

    ConfigFile {
        lines = List.copyOf(lines);
    }

    /**
     * A line of a file.
     *
     * @param number from 1 on
     * @param raw as it stands there, with its end
     * @param statement what it says
     */
    record Line(int number, String raw, Statement statement) {}

    /**
     * Reads a file.
     *
     * @param name its path
     * @param content its bytes
     * @return the file
     */
    static ConfigFile parse(String name, byte[] content) {
        Charset charset = charset(content);
        List<Line> lines = new ArrayList<>();
        CommentStripper comments = new CommentStripper();
        for (String raw : split(new String(content, charset))) {
            int number = lines.size() + 1;
            boolean isMarked = number == 1 && charset.equals(StandardCharsets.UTF_8) && raw.startsWith("\uFEFF");
            lines.add(new Line(number, raw, statement(isMarked ? raw.substring(1) : raw, charset, comments)));
        }
        return new ConfigFile(name, charset, lines);
    }

    /**
     * The file as it is printed.
     *
     * @return the bytes that it was read from
     */
    byte[] bytes() {
        return text().getBytes(charset);
    }

    /** The file as text. */
    String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.raw()));
        return text.toString();
    }

    private static Charset charset(byte[] content) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content));
            return StandardCharsets.UTF_8;
        } catch (CharacterCodingException notUtf8) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    private static List<String> split(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        int end;
        while ((end = text.indexOf('\n', start)) >= 0) {
            lines.add(text.substring(start, end + 1));
            start = end + 1;
        }
        if (start < text.length()) {
            lines.add(text.substring(start));
        }
        return lines;
    }

    private static Statement statement(String raw, Charset charset, CommentStripper comments) {
        if (raw.getBytes(charset).length > LONGEST) {
            return new Statement.Malformed("is longer than " + LONGEST + " bytes", false);
        }
        String live = comments.strip(raw);
        if (live.isEmpty()) {
            return new Statement.Nothing();
        }
        return switch (live.charAt(0)) {
            case '[' -> header(live);
            case '#' -> directive(live.substring(1));
            default -> assignment(live);
        };
    }

    private static Statement header(String live) {
        int close = live.indexOf(']');
        if (close < 0) {
            return new Statement.Malformed("has no closing ]", true);
        }
        String name = live.substring(1, close);
        if (!live.startsWith("(", close + 1)) {
            return new Statement.Header(name, List.of());
        }
        int end = live.indexOf(')', close);
        if (end < 0) {
            return new Statement.Malformed("has no closing )", true);
        }
        return new Statement.Header(
                name, Arrays.asList(live.substring(close + 2, end).split(",", -1)));
    }

    private static Statement directive(String live) {
        int end = 0;
        while (end < live.length() && live.charAt(end) > ' ') {
            end++;
        }
        String argument = CommentStripper.trim(live.substring(end));
        if (argument.length() > 1 && isQuoted(argument)) {
            argument = argument.substring(1, argument.length() - 1);
        }
        String word = live.substring(0, end).toLowerCase(Locale.ROOT);
        return switch (word) {
            case "include", "tryinclude", "exec" ->
                argument.isEmpty()
                        ? new Statement.Malformed("names nothing behind #" + word, false)
                        : new Statement.Directive(word, argument);
            default -> new Statement.Malformed("is an unknown directive", false);
        };
    }

    private static boolean isQuoted(String argument) {
        char last = argument.charAt(argument.length() - 1);
        return switch (argument.charAt(0)) {
            case '"' -> last == '"';
            case '<' -> last == '>';
            default -> false;
        };
    }

    private static Statement assignment(String live) {
        boolean isEscaped = live.startsWith("\\");
        String text = isEscaped ? live.substring(1) : live;
        int equals = text.indexOf('=', isEscaped ? 1 : 0);
        if (equals < 0) {
            return new Statement.Malformed("has no equal sign", false);
        }
        if (equals > (isEscaped ? 1 : 0) && text.charAt(equals - 1) == '+') {
            return named(text.substring(0, equals - 1), Statement.Operator.APPEND, text.substring(equals + 1));
        }
        String key = text.substring(0, equals);
        return text.startsWith(">", equals + 1)
                ? named(key, Statement.Operator.ARROW, CommentStripper.trim(text.substring(equals + 2)))
                : named(key, Statement.Operator.SET, CommentStripper.trim(text.substring(equals + 1)));
    }

    private static Statement named(String key, Statement.Operator operator, String value) {
        String trimmed = CommentStripper.trim(key);
        return trimmed.isEmpty()
                ? new Statement.Malformed("has no name before the equal sign", false)
                : new Statement.Assignment(trimmed, operator, value);
    }
}
