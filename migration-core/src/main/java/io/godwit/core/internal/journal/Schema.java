package io.godwit.core.internal.journal;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Brings the tables of a journal up to the newest version, step by step, in one transaction. */
final class Schema {
    /** Each script takes the tables one version further; a released one is never changed. */
    private static final List<String> SCRIPTS =
            List.of("journal-1.sql", "journal-2.sql", "journal-3.sql", "journal-4.sql", "journal-5.sql");
    /** Tells our files from others: "GODW". */
    private static final int APPLICATION_ID = 0x474f4457;

    private Schema() {}

    static int newest() {
        return SCRIPTS.size();
    }

    /** Whether it is one of our files, of the version that we write. */
    static boolean isNewest(Handle handle) {
        return pragma(handle, "application_id") == APPLICATION_ID && pragma(handle, "user_version") == newest();
    }

    /**
     * Upgrades.
     *
     * @param handle in a transaction that holds the write lock
     * @param file for failures
     */
    static void upgrade(Handle handle, Path file) {
        int version = pragma(handle, "user_version");
        int application = pragma(handle, "application_id");
        boolean isEmpty = handle.createQuery("SELECT count(*) FROM sqlite_schema")
                        .mapTo(Integer.class)
                        .one()
                == 0;
        if (!isEmpty && application != APPLICATION_ID) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "journal.foreign",
                            "\"" + file + "\" is a database of another program")
                    .subject(file.toString())
                    .remedy("Give another file for the journal.")
                    .build();
        }
        if (version > newest()) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "journal.newer",
                            "the journal is of version " + version + ", and this program knows versions up to "
                                    + newest())
                    .subject(file.toString())
                    .remedy("Use the newer program that wrote it.")
                    .build();
        }
        for (int next = version; next < newest(); next++) {
            for (String statement : statements(SCRIPTS.get(next))) {
                handle.execute(statement);
            }
        }
        if (version < newest()) {
            handle.execute("PRAGMA application_id = " + APPLICATION_ID);
            handle.execute("PRAGMA user_version = " + newest());
        }
    }

    private static int pragma(Handle handle, String name) {
        return handle.createQuery("PRAGMA " + name).mapTo(Integer.class).one();
    }

    static List<String> statements(String script) {
        try (InputStream in = Schema.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("the script " + script + " is not in this build");
            }
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)--.*$", "");
            // a statement ends with a semicolon before an empty line; a trigger holds others
            return List.of(text.split(";[ \t]*(?=\\R[ \t]*\\R|\\s*\\z)")).stream()
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
