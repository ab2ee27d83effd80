package io.godwit.core.internal.report;

/** Text from elsewhere: names of files and tables, messages of servers. */
final class Text {
    private Text() {}

    /** Control characters, line ends, and the marks that turn the direction of writing and so make a name look like another. */
    static boolean isInvisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default ->
                (codePoint >= 0x202a && codePoint <= 0x202e)
                        || (codePoint >= 0x2066 && codePoint <= 0x2069)
                        || codePoint == 0x200e
                        || codePoint == 0x200f
                        || codePoint == 0xfeff;
        };
    }
}
