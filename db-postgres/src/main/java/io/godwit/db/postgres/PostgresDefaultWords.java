package io.godwit.db.postgres;

import io.godwit.relational.CellText;
import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;
import io.godwit.spi.LogicalType.Kind;
import io.godwit.spi.Table.DefaultValue;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the default of a column from the words in which PostgreSQL shows it. */
final class PostgresDefaultWords {
    private static final Pattern TEXT = Pattern.compile("'((?:[^'\\\\]|'')*)'::[A-Za-z][\\w .\"(),]*");
    private static final Pattern BYTES = Pattern.compile("'\\\\x([0-9a-f]*)'::bytea");
    private static final Pattern NUMBER = Pattern.compile("\\(?(-?\\d+(?:\\.\\d+)?)\\)?(?:::[a-z][a-z0-9 (),]*)?");

    private PostgresDefaultWords() {}

    static DefaultValue read(String words, LogicalType type) {
        switch (words) {
            case "" -> {
                return DefaultValue.NONE;
            }
            case "CURRENT_TIMESTAMP", "now()" -> {
                return DefaultValue.CURRENT_TIMESTAMP;
            }
            case "true", "false" -> {
                return new DefaultValue(DefaultValue.Form.LITERAL, words.substring(0, 1));
            }
            default -> {
                // A value in quotes, a number, or something else.
            }
        }
        DefaultValue expression = new DefaultValue(DefaultValue.Form.EXPRESSION, words);
        Matcher bytes = BYTES.matcher(words);
        if (type.kind() == Kind.BYTES) {
            return bytes.matches() ? new DefaultValue(DefaultValue.Form.LITERAL, bytes.group(1)) : expression;
        }
        Matcher number = NUMBER.matcher(words);
        if (number.matches()) {
            return literal(number.group(1), type, expression);
        }
        Matcher text = TEXT.matcher(words);
        return text.matches() && type.kind() != Kind.OTHER
                ? literal(text.group(1).replace("''", "'"), type, expression)
                : expression;
    }

    private static DefaultValue literal(String text, LogicalType type, DefaultValue expression) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CellBlock block = new CellBlock(1, Math.max(64, bytes.length), 1 << 30);
        if (!CellText.of(type).add(bytes, 0, bytes.length, block)) {
            return expression;
        }
        return new DefaultValue(
                DefaultValue.Form.LITERAL,
                new String(block.data(), block.start(0, 0), block.length(0, 0), StandardCharsets.UTF_8));
    }
}
