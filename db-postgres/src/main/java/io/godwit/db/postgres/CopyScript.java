package io.godwit.db.postgres;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.MigrationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Of a dump the rows alone, each table's under the name that it has in the area. All else that stands in the dump is left out, so that
 * nothing but rows reaches the server, whatever a source puts there. For one thread.
 */
final class CopyScript extends InputStream {
    private static final String COPY = "COPY ";
    private static final String FROM = " FROM stdin;";
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream dump;
    private final Map<String, String> tables;
    private final byte[] input = new byte[1 << 16];
    private int at;
    private int end;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte @Nullable [] ready;
    private int readyAt;
    private boolean inRows;
    /** How much of the line that ends rows was seen on this line; -1 for none of it. */
    private int seen;

    /**
     * The rows of a dump.
     *
     * @param dump as {@code pg_dump} prints it
     * @param tables what stands for a name, with or without its schema, which a dot follows
     */
    CopyScript(InputStream dump, Map<String, String> tables) {
        this.dump = dump;
        this.tables = Map.copyOf(tables);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            byte[] words = ready;
            if (words != null) {
                int n = Math.min(length, words.length - readyAt);
                System.arraycopy(words, readyAt, buffer, offset, n);
                readyAt += n;
                ready = readyAt == words.length ? null : words;
                return n;
            }
            if (at == end && !fill()) {
                return -1;
            }
            if (inRows) {
                int from = at;
                int most = Math.min(end, at + length);
                while (at < most && inRows) {
                    row(input[at++]);
                }
                System.arraycopy(input, from, buffer, offset, at - from);
                return at - from;
            }
            while (at < end && !inRows) {
                statement(input[at++]);
            }
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = dump.read(input);
        if (end < 0) {
            end = 0;
            if (inRows) {
                throw failed("it ends in the midst of rows");
            }
            return false;
        }
        return true;
    }

    private void row(byte b) {
        if (b == '\n') {
            inRows = seen != 2;
            seen = 0;
        } else if (seen >= 0) {
            boolean fits = (seen == 0 && b == '\\') || (seen == 1 && b == '.');
            seen = fits ? seen + 1 : -1;
        }
    }

    private void statement(byte b) throws IOException {
        if (b != '\n') {
            if (line.size() > LONGEST_LINE) {
                throw failed("it has a line that is no row and too long");
            }
            line.write(b);
            return;
        }
        String words = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (words.startsWith(COPY) && words.endsWith(FROM)) {
            ready = (renamed(words) + "\n").getBytes(StandardCharsets.UTF_8);
            readyAt = 0;
            inRows = true;
            seen = 0;
        }
    }

    /** {@code COPY schema.table (columns) FROM stdin;} with the table's name in the area. */
    private String renamed(String words) throws IOException {
        int schemaEnd = nameEnd(words, COPY.length());
        if (schemaEnd < words.length() && words.charAt(schemaEnd) == '.') {
            int tableEnd = nameEnd(words, schemaEnd + 1);
            String schema = plain(words.substring(COPY.length(), schemaEnd));
            String table = plain(words.substring(schemaEnd + 1, tableEnd));
            String name = tables.get(schema + "." + table);
            String shadow = name == null ? tables.get(table) : name;
            if (shadow != null) {
                return COPY + shadow + words.substring(tableEnd);
            }
        }
        throw failed("it has rows of a table that nobody asked for");
    }

    private static int nameEnd(String words, int start) {
        int i = start;
        if (i < words.length() && words.charAt(i) == '"') {
            for (i++; i < words.length(); i++) {
                if (words.charAt(i) == '"') {
                    if (i + 1 < words.length() && words.charAt(i + 1) == '"') {
                        i++;
                    } else {
                        return i + 1;
                    }
                }
            }
            return i;
        }
        while (i < words.length() && words.charAt(i) != '.' && words.charAt(i) != ' ') {
            i++;
        }
        return i;
    }

    private static String plain(String name) {
        return name.startsWith("\"") ? name.substring(1, name.length() - 1).replace("\"\"", "\"") : name;
    }

    private static IOException failed(String why) {
        MigrationException failure = MigrationException.of(
                        ErrorCategory.TRANSFER, "dump.cut-off", "the dump cannot be read in: " + why)
                .remedy("Write transfer.database: direct, and report this.")
                .build();
        return new IOException(failure.getMessage(), failure);
    }

    @Override
    public void close() throws IOException {
        dump.close();
    }
}
