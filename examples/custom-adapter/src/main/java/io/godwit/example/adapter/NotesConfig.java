package io.godwit.example.adapter;

import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreePath;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a site: lines of {@code key = value}, and whatever else stands in the file. It is read byte by byte (as ISO 8859-1), so that what is not
 * changed stays as it is, whatever its encoding. Immutable.
 */
final class NotesConfig {
    /** Where it is in a site. */
    static final TreePath FILE = TreePath.of("notes.conf");
    /** The key that names the database. */
    static final String DATABASE = "database";

    private static final Pattern LINE = Pattern.compile("(?m)^([ \\t]*([a-z_]+)[ \\t]*=[ \\t]*)([^\\r\\n]*)");

    private final String text;

    private NotesConfig(String text) {
        this.text = text;
    }

    static NotesConfig of(byte[] content) {
        return new NotesConfig(new String(content, StandardCharsets.ISO_8859_1));
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    Optional<String> value(String key) {
        return LINE.matcher(text)
                .results()
                .filter(line -> line.group(2).equals(key))
                .map(line -> utf8(line.group(3)).strip())
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    Optional<String> version() {
        return value("version");
    }

    Optional<Location> database() {
        return value(DATABASE).flatMap(NotesConfig::location);
    }

    /** Somebody else's file may hold anything, also a password in the URL: that is not taken over. */
    private static Optional<Location> location(String uri) {
        try {
            return Optional.of(Location.of(uri));
        } catch (MigrationException e) {
            return Optional.empty();
        }
    }

    /** The directory of the uploads, relative to the site. */
    String uploads() {
        return value("uploads").orElse("uploads");
    }

    /** The same file with other values; keys that it does not have are not added. */
    NotesConfig with(Map<String, String> values) {
        return new NotesConfig(LINE.matcher(text).replaceAll(line -> {
            String value = values.get(line.group(2));
            return Matcher.quoteReplacement(
                    value == null
                            ? line.group()
                            : line.group(1)
                                    + new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }));
    }
}
