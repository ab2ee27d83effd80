package io.godwit.core.internal.report;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Builds a page. Every text and attribute is escaped, every element closed. For one thread. */
final class Html {
    /** A line end after one of these would be a space to the reader. */
    private static final Set<String> INLINE = Set.of("span", "code", "b", "time");

    private final StringBuilder out = new StringBuilder(32_768);
    private final Deque<String> open = new ArrayDeque<>();

    Html() {
        out.append("<!DOCTYPE html>\n");
    }

    /**
     * Opens an element.
     *
     * @param name of the element
     * @param attributes name, value, name, value ...
     */
    Html open(String name, String... attributes) {
        tag(name, attributes);
        out.append('>');
        open.push(name);
        return this;
    }

    /** Adds an element without contents. */
    Html empty(String name, String... attributes) {
        tag(name, attributes);
        out.append("/>\n");
        return this;
    }

    /** Adds an element that holds a text. */
    Html element(String name, String content, String... attributes) {
        return open(name, attributes).text(content).close();
    }

    Html text(String content) {
        escape(content, out);
        return this;
    }

    Html close() {
        String name = open.pop();
        out.append("</").append(name).append('>');
        if (!INLINE.contains(name)) {
            out.append('\n');
        }
        return this;
    }

    /** Adds the style sheet, which is ours and holds no end tag. */
    Html style(String css) {
        if (css.contains("</")) {
            throw new IllegalArgumentException("a style sheet holds no end tag");
        }
        out.append("<style>\n").append(css).append("</style>\n");
        return this;
    }

    private void tag(String name, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("an attribute has a name and a value");
        }
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1], out);
            out.append('"');
        }
    }

    /** Nothing of a text is markup, and no invisible mark makes it look like another. */
    private static void escape(String raw, StringBuilder out) {
        raw.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\n', '\t' -> out.append((char) c);
                default -> out.appendCodePoint(Text.isInvisible(c) ? 0xfffd : c);
            }
        });
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return out.toString();
    }
}
