package io.godwit.db.jdbc;

import io.godwit.relational.CellText;
import io.godwit.relational.HexBytes;
import io.godwit.relational.SqlToken;
import io.godwit.spi.CellBlock;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Table.DefaultValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the default of a column from the words in which SQLite keeps it. */
final class SqliteDefault {
    private SqliteDefault() {}

    static DefaultValue of(@Nullable String words, LogicalType type) {
        if (words == null || words.isBlank()) {
            return DefaultValue.NONE;
        }
        List<SqlToken> tokens = SqlToken.split(words);
        while (tokens.size() > 2 && tokens.get(0).isSymbol("(") && closesAtEnd(tokens)) {
            tokens = tokens.subList(1, tokens.size() - 1);
        }
        DefaultValue expression = new DefaultValue(DefaultValue.Form.EXPRESSION, words);
        if (tokens.size() == 1) {
            return ofWord(tokens.get(0), type, expression);
        }
        boolean signed = tokens.size() == 2
                && tokens.get(1).kind() == SqlToken.Kind.NUMBER
                && (tokens.get(0).isSymbol("-") || tokens.get(0).isSymbol("+"));
        return signed ? literal(tokens.get(0).text() + tokens.get(1).text(), type, expression) : expression;
    }

    private static boolean closesAtEnd(List<SqlToken> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("(")) {
                depth++;
            } else if (tokens.get(i).isSymbol(")") && --depth == 0) {
                return i == tokens.size() - 1;
            }
        }
        return false;
    }

    private static DefaultValue ofWord(SqlToken token, LogicalType type, DefaultValue expression) {
        boolean isBytes = type.kind() == LogicalType.Kind.BYTES;
        return switch (token.kind()) {
            case STRING, QUOTED -> isBytes ? expression : literal(token.value(), type, expression);
            case NUMBER -> literal(token.text(), type, expression);
            case BLOB -> isBytes ? hex(token.value(), expression) : expression;
            case WORD -> {
                if (token.is("NULL")) {
                    yield DefaultValue.NONE;
                }
                if (token.is("CURRENT_TIMESTAMP")) {
                    yield DefaultValue.CURRENT_TIMESTAMP;
                }
                if (token.is("TRUE") || token.is("FALSE")) {
                    yield literal(token.is("TRUE") ? "1" : "0", type, expression);
                }
                yield expression;
            }
            default -> expression;
        };
    }

    private static DefaultValue hex(String digits, DefaultValue expression) {
        byte[] ascii = digits.getBytes(StandardCharsets.US_ASCII);
        return HexBytes.decode(ascii, 0, ascii.length, new byte[ascii.length / 2], 0) < 0
                ? expression
                : new DefaultValue(DefaultValue.Form.LITERAL, digits.toLowerCase(java.util.Locale.ROOT));
    }

    private static DefaultValue literal(String text, LogicalType type, DefaultValue expression) {
        if (type.kind() == LogicalType.Kind.BYTES) {
            return expression;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        CellBlock block = new CellBlock(1, Math.max(64, bytes.length), 1 << 30);
        if (!CellText.of(type).add(bytes, 0, bytes.length, block)) {
            return expression;
        }
        String canonical = new String(block.data(), block.start(0, 0), block.length(0, 0), StandardCharsets.UTF_8);
        return new DefaultValue(DefaultValue.Form.LITERAL, canonical);
    }
}
