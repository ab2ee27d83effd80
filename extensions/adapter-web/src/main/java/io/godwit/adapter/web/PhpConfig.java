package io.godwit.adapter.web;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The constants and plain variables that a configuration in PHP sets. It is read, never executed: what is computed is told as computed, not guessed. Bytes that are not changed stay,
 * whatever their encoding. Immutable.
 */
final class PhpConfig {
    private static final Pattern DEFINE = Pattern.compile("\\G(?i:define)\\s*\\(\\s*(['\"])(\\w+)\\1\\s*,\\s*");
    private static final Pattern CONST = Pattern.compile("\\Gconst\\s+(\\w+)\\s*=\\s*");
    private static final Pattern VARIABLE = Pattern.compile("\\G\\$(\\w+)\\s*=(?![=>])\\s*");
    private static final Pattern INCLUDE =
            Pattern.compile("\\G(?i:require|include)(?:_once)?\\b\\s*\\(?\\s*([^;]*?)\\)?\\s*;");
    private static final Pattern ENVIRONMENT =
            Pattern.compile("(?:getenv(?:_docker)?\\s*\\(\\s*|\\$_(?:ENV|SERVER)\\s*\\[\\s*)['\"](\\w+)['\"]");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

    /** ISO 8859-1, so that a character is a byte. */
    private final String text;

    private final Map<String, Value> constants = new LinkedHashMap<>();
    private final Map<String, Value> variables = new LinkedHashMap<>();
    private final List<String> includes = new ArrayList<>();

    private PhpConfig(String text) {
        this.text = text;
        scan();
    }

    /**
     * A value as it stands in the file.
     *
     * @param start where its expression begins
     * @param end where it ends
     * @param source the expression
     * @param literal what it is, where it is a literal
     */
    record Value(int start, int end, String source, Optional<String> literal) {
        /** The names of the environment that a computed value asks for. */
        List<String> environment() {
            return ENVIRONMENT
                    .matcher(source)
                    .results()
                    .map(found -> found.group(1))
                    .toList();
        }
    }

    static PhpConfig of(byte[] content) {
        return new PhpConfig(new String(content, StandardCharsets.ISO_8859_1));
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What a constant is set to first; later settings have no effect in PHP. */
    Optional<Value> constant(String name) {
        return Optional.ofNullable(constants.get(name));
    }

    Optional<String> literal(String constant) {
        return constant(constant).flatMap(Value::literal);
    }

    Map<String, Value> constants() {
        return java.util.Collections.unmodifiableMap(constants);
    }

    /** What a variable is set to last. */
    Optional<Value> variable(String name) {
        return Optional.ofNullable(variables.get(name));
    }

    /** The files that it includes, as expressions. */
    List<String> includes() {
        return List.copyOf(includes);
    }

    private void scan() {
        int at = 0;
        while (at < text.length()) {
            int skipped = skipped(at);
            if (skipped > at) {
                at = skipped;
                continue;
            }
            char before = at == 0 ? ' ' : text.charAt(at - 1);
            boolean startsWord = !Character.isLetterOrDigit(before) && "_$>:\\".indexOf(before) < 0;
            at = startsWord ? statement(at) : at + 1;
        }
    }

    private int statement(int at) {
        char c = text.charAt(at);
        if (c == 'd' || c == 'D') {
            return setting(DEFINE, 2, at, constants, ")", false);
        }
        if (c == 'c') {
            return setting(CONST, 1, at, constants, ";", false);
        }
        if (c == '$') {
            return setting(VARIABLE, 1, at, variables, ";", true);
        }
        Matcher include = INCLUDE.matcher(text);
        if ((c == 'r' || c == 'R' || c == 'i' || c == 'I') && include.find(at)) {
            includes.add(include.group(1).strip());
            return include.end();
        }
        return at + 1;
    }

    private int setting(Pattern pattern, int name, int at, Map<String, Value> into, String closing, boolean lastWins) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find(at)) {
            return at + 1;
        }
        int end = expressionEnd(matcher.end(), closing.charAt(0));
        int trimmed = end;
        while (trimmed > matcher.end() && Character.isWhitespace(text.charAt(trimmed - 1))) {
            trimmed--;
        }
        String source = text.substring(matcher.end(), trimmed);
        Value value = new Value(matcher.end(), trimmed, source, literalOf(source));
        if (lastWins) {
            into.put(matcher.group(name), value);
        } else {
            into.putIfAbsent(matcher.group(name), value);
        }
        return end;
    }

    /** Behind a comment, a string or what stands outside of PHP that begins there; the place itself where none does. */
    private int skipped(int at) {
        if (at == 0 && !text.startsWith("<?")) {
            int open = text.indexOf("<?php");
            return open < 0 ? text.length() : open;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            return end < 0 ? text.length() : end + 2;
        }
        if (text.startsWith("//", at) || text.charAt(at) == '#') {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }
        char c = text.charAt(at);
        return c == '\'' || c == '"' ? stringEnd(at) : at;
    }

    private int stringEnd(int at) {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != text.charAt(at)) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), end + 1);
    }

    private int expressionEnd(int at, char closing) {
        int depth = 0;
        int end = at;
        while (end < text.length()) {
            char c = text.charAt(end);
            int skipped = skipped(end);
            if (skipped > end) {
                end = skipped;
                continue;
            }
            if (depth == 0 && (c == closing || c == ';' || (c == ',' && closing == ')'))) {
                return end;
            }
            depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
            end++;
        }
        return end;
    }

    private static Optional<String> literalOf(String source) {
        if (source.length() >= 2 && source.charAt(0) == '\'' && closes(source)) {
            return Optional.of(utf8(source.substring(1, source.length() - 1).replaceAll("\\\\([\\\\'])", "$1")));
        }
        if (source.length() >= 2
                && source.charAt(0) == '"'
                && closes(source)
                && !source.matches("(?s).*(?<!\\\\)\\$[\\w{].*|.*\\{\\$.*")) {
            return Optional.of(utf8(unescaped(source.substring(1, source.length() - 1))));
        }
        boolean isWord = source.matches("(?i)true|false|null");
        return isWord || NUMBER.matcher(source).matches() ? Optional.of(source) : Optional.empty();
    }

    private static boolean closes(String source) {
        int end = 1;
        while (end < source.length() && source.charAt(end) != source.charAt(0)) {
            end += source.charAt(end) == '\\' ? 2 : 1;
        }
        return end == source.length() - 1;
    }

    private static String unescaped(String raw) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < raw.length(); i++) {
            int known = raw.charAt(i) == '\\' && i + 1 < raw.length() ? "nrt\\$\"".indexOf(raw.charAt(i + 1)) : -1;
            if (known >= 0) {
                plain.append("\n\r\t\\$\"".charAt(known));
                i++;
            } else {
                plain.append(raw.charAt(i));
            }
        }
        return plain.toString();
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** A text as PHP writes it in single quotes. */
    static String quoted(String value) {
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /**
     * The same file with other values of constants.
     *
     * @param values by name; a constant that is not set yet is set before the line that ends the settings
     * @param change what becomes of the expressions of all other constants and variables, as they stand there
     */
    PhpConfig with(Map<String, String> values, Function<String, String> change) {
        TreeMap<Integer, Value> places = new TreeMap<>();
        Map<Integer, String> instead = new LinkedHashMap<>();
        constants.forEach((name, value) -> {
            places.put(value.start(), value);
            String known = values.get(name);
            instead.put(value.start(), known == null ? change.apply(value.source()) : raw(quoted(known)));
        });
        variables.forEach((name, value) -> {
            places.put(value.start(), value);
            instead.put(value.start(), change.apply(value.source()));
        });
        StringBuilder result = new StringBuilder();
        int copied = 0;
        for (Value place : places.values()) {
            result.append(text, copied, place.start()).append(instead.get(place.start()));
            copied = place.end();
        }
        result.append(text, copied, text.length());
        StringBuilder more = new StringBuilder();
        values.forEach((name, value) -> {
            if (!constants.containsKey(name)) {
                more.append("define( ")
                        .append(quoted(name))
                        .append(", ")
                        .append(raw(quoted(value)))
                        .append(" );\n");
            }
        });
        return new PhpConfig(result.insert(endOfSettings(result), more).toString());
    }

    private static String raw(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static int endOfSettings(StringBuilder text) {
        Matcher end =
                Pattern.compile("(?m)^(/\\* That's all|.*wp-settings\\.php)").matcher(text);
        return end.find() ? end.start() : text.length();
    }
}
