package io.godwit.example.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON, as far as this plugin writes it: objects, lists, texts, whole numbers, true and false. A plugin with dependencies of its own takes a library instead.
 */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Writes maps, lists, texts, whole numbers, true and false. */
    static String write(Object value) {
        StringBuilder json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    private static void write(Object value, StringBuilder json) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.append(separator);
                write(entry.getKey(), json);
                json.append(':');
                write(entry.getValue(), json);
                separator = ",";
            }
            json.append(map.isEmpty() ? "{}" : "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                json.append(separator);
                write(element, json);
                separator = ",";
            }
            json.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof Number || value instanceof Boolean) {
            json.append(value);
        } else {
            json.append('"');
            value.toString()
                    .chars()
                    .forEach(c -> json.append(
                            c < ' ' || c == '"' || c == '\\' || Character.isSurrogate((char) c)
                                    ? String.format("\\u%04x", c)
                                    : String.valueOf((char) c)));
            json.append('"');
        }
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException where the text is not one, or holds what this plugin never writes
     */
    static Map<?, ?> read(String text) {
        Json json = new Json(text);
        if (json.value() instanceof Map<?, ?> map && json.at == text.length()) {
            return map;
        }
        throw json.unexpected();
    }

    /** What stands under a key. */
    static <T> T get(Map<?, ?> object, String key, Class<T> type) {
        Object value = object.get(key);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException("\"" + key + "\" is not there, or is something else");
        }
        return type.cast(value);
    }

    /** The object that stands under a key. */
    static Map<?, ?> object(Map<?, ?> object, String key) {
        return get(object, key, Map.class);
    }

    /** The object of texts that stands under a key. */
    static Map<String, String> texts(Map<?, ?> object, String key) {
        Map<String, String> texts = new LinkedHashMap<>();
        object(object, key).forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
        return texts;
    }

    private Object value() {
        skipBlanks();
        Object value;
        if (take('{')) {
            value = members();
        } else if (take('[')) {
            value = elements();
        } else if (take('"')) {
            value = string();
        } else {
            value = word();
        }
        skipBlanks();
        return value;
    }

    private Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        skipBlanks();
        if (take('}')) {
            return members;
        }
        do {
            if (!(value() instanceof String key) || !take(':') || members.put(key, value()) != null) {
                throw unexpected();
            }
        } while (take(','));
        return closed('}', members);
    }

    private List<Object> elements() {
        List<Object> elements = new ArrayList<>();
        skipBlanks();
        if (take(']')) {
            return elements;
        }
        do {
            elements.add(value());
        } while (take(','));
        return closed(']', elements);
    }

    private <T> T closed(char end, T value) {
        if (!take(end)) {
            throw unexpected();
        }
        return value;
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        while (!take('"')) {
            char c = next();
            value.append(c == '\\' ? escaped(next()) : c);
        }
        return value.toString();
    }

    private char escaped(char c) {
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(plain);
        }
        if (c != 'u' || at + 4 > text.length()) {
            throw unexpected();
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private Object word() {
        int start = at;
        while (at < text.length() && ",]} \n\r\t".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        String word = text.substring(start, at);
        return word.equals("true") || word.equals("false") ? Boolean.valueOf(word) : (Object) Long.valueOf(word);
    }

    private void skipBlanks() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char expected) {
        if (at < text.length() && text.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private char next() {
        if (at == text.length()) {
            throw unexpected();
        }
        return text.charAt(at++);
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("not what was expected at character " + at);
    }
}
