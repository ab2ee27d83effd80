package io.godwit.db.mysql;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;

/** A dump whose head asks the server to refuse what it would have to change, where the program's own asks it to be lenient. */
final class StrictDump extends FilterInputStream {
    private static final int HEAD = 4096;
    private static final String LENIENT = "SQL_MODE='NO_AUTO_VALUE_ON_ZERO'";

    private boolean begun;

    StrictDump(InputStream dump) {
        super(new PushbackInputStream(dump, 2 * HEAD));
    }

    private void begin() throws IOException {
        begun = true;
        byte[] head = in.readNBytes(HEAD);
        String text = new String(head, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(LENIENT);
        String strict = at < 0
                ? text
                : text.substring(0, at) + "SQL_MODE='" + MySqlConnector.LOAD_MODE + "'"
                        + text.substring(at + LENIENT.length());
        ((PushbackInputStream) in).unread(strict.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public int read() throws IOException {
        if (!begun) {
            begin();
        }
        return in.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (!begun) {
            begin();
        }
        return in.read(buffer, offset, length);
    }
}
