package io.godwit.adapter.asterisk;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.sqlite.SQLiteConfig;

/**
 * What Asterisk keeps for itself in its own database. Immutable.
 *
 * @param entries values by key, {@code /family/key}
 */
record AstDb(SortedMap<String, String> entries) {
    /** The width of the column with the keys. */
    private static final int KEYS = 50;

    /** Belongs to the machine: its identity, who is registered with it at the moment, its keys. */
    private static final Pattern OF_THE_HOST = Pattern.compile(
            "/pbx/UUID|/registrar/contact/.*|/SIP/Registry/.*|/IAX/Registry/.*|/subscription/.*|/dundi/secret.*",
            Pattern.DOTALL);

    AstDb {
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    /**
     * Reads what {@code asterisk -rx "database show"} prints. Blanks at the end of a value cannot be told from the padding.
     *
     * @param printed its whole output
     * @return the entries; a line that is none belongs to the value before it
     */
    static AstDb ofShow(String printed) {
        SortedMap<String, String> entries = new TreeMap<>();
        String key = "";
        for (String line : printed.lines().toList()) {
            int colon = line.startsWith("/") ? colon(line) : -1;
            if (colon >= 0) {
                key = CommentStripper.trimEnd(line.substring(0, colon));
                entries.put(key, CommentStripper.trimEnd(line.substring(colon + 2)));
            } else if (!key.isEmpty() && !line.matches("\\d+ results found\\.")) {
                entries.merge(key, "\n" + CommentStripper.trimEnd(line), String::concat);
            }
        }
        return new AstDb(entries);
    }

    /** Keys are padded to their column; longer ones push the colon on. */
    private static int colon(String line) {
        return line.indexOf(": ", Math.min(KEYS, line.length()));
    }

    /**
     * Reads the file, which nobody writes meanwhile: a copy, or that of an Asterisk that is down.
     *
     * @param file {@code astdb.sqlite3}
     * @return the entries
     * @throws MigrationException COMPATIBILITY, {@code asterisk.astdb-unreadable}
     */
    static AstDb ofFile(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SortedMap<String, String> entries = new TreeMap<>();
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT key, value FROM astdb")) {
            while (rows.next()) {
                entries.put(rows.getString(1), java.util.Objects.requireNonNullElse(rows.getString(2), ""));
            }
        } catch (SQLException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "asterisk.astdb-unreadable",
                            "the file is not a database of Asterisk's own: \"" + file.getFileName() + "\"")
                    .subject(String.valueOf(file.getFileName()))
                    .remedy("Look whether it is astdb.sqlite3 of Asterisk 10 or newer, and whole.")
                    .cause(e)
                    .build();
        }
        return new AstDb(entries);
    }

    /** What is moved: all but what belongs to the machine. */
    AstDb portable() {
        SortedMap<String, String> kept = new TreeMap<>(entries);
        kept.keySet().removeIf(AstDb::isOfTheHost);
        return new AstDb(kept);
    }

    /** Whether a key belongs to the machine. */
    static boolean isOfTheHost(String key) {
        return OF_THE_HOST.matcher(key).matches();
    }

    /** What it means, by family. */
    Meaning meaning() {
        Meaning meaning = new Meaning();
        portable().entries().forEach((key, value) -> {
            int end = key.indexOf('/', 1);
            meaning.add(
                    new Meaning.Thing("astdb family", end < 0 ? key : key.substring(1, end)),
                    end < 0 ? key : key.substring(end + 1),
                    value);
        });
        return meaning;
    }

    /** How many entries there are; no values, which may be anything. */
    @Override
    public String toString() {
        return "AstDb[" + entries.size() + " entries]";
    }

    /** Keys by family, for counting. */
    static Map<String, Long> families(AstDb database) {
        SortedMap<String, Long> families = new TreeMap<>();
        database.entries().keySet().forEach(key -> families.merge(key.split("/", 3)[1], 1L, Long::sum));
        return families;
    }
}
