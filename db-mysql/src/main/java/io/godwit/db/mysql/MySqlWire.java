package io.godwit.db.mysql;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.Arrays;

/**
 * Statements on a connection of the driver, past the driver: rows come as the bytes that the server sends, and a file of rows goes as
 * the bytes that it reads. Between two statements nothing of this is left, and the driver goes on. One thread at a time.
 */
final class MySqlWire {
    private static final int QUERY = 3;
    private static final int OK = 0;
    private static final int FILE = 0xfb;
    private static final int EOF = 0xfe;
    private static final int ERROR = 0xff;
    private static final int MAX_PACKET = 0xff_ffff;
    private static final int HEADER = 4;
    private static final int BUFFER = 1 << 17;
    /** One packet of a file: large enough that calls cost nothing. */
    private static final int FILE_PACKET = 1 << 18;

    private final InputStream in;
    private final OutputStream out;
    private final boolean eofDeprecated;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    /** Bytes of the packet under way that are not read yet, and whether another one goes on where it ends. */
    private int left;

    private boolean goesOn;
    private int sequence;

    private MySqlWire(InputStream in, OutputStream out, boolean eofDeprecated) {
        this.in = in;
        this.out = out;
        this.eofDeprecated = eofDeprecated;
    }

    /** The wire below a connection. */
    static MySqlWire of(MySqlConnector connector, Connection connection) throws SQLException {
        Socket socket = connector.socket(connection);
        boolean eofDeprecated = connection
                .unwrap(org.mariadb.jdbc.Connection.class)
                .getContext()
                .isEofDeprecated();
        try {
            return new MySqlWire(socket.getInputStream(), socket.getOutputStream(), eofDeprecated);
        } catch (IOException e) {
            throw lost(e);
        }
    }

    static SQLException lost(IOException failure) {
        return new SQLNonTransientConnectionException("the connection is lost", "08S01", failure);
    }

    /** What the server says at the end of a statement. */
    record Result(long rows, int warnings) {}

    /** Sends a query, and reads up to its first row. */
    void query(String sql) throws IOException, SQLException {
        send(sql.getBytes(StandardCharsets.UTF_8));
        begin();
        int first = peek();
        if (first == ERROR) {
            throw error();
        }
        int columns = (int) length();
        skipRest();
        for (int i = 0; i < columns; i++) {
            begin();
            skipRest();
        }
        if (!eofDeprecated) {
            begin();
            skipRest();
        }
    }

    /** Runs a statement that gives no rows. */
    Result execute(byte[] sql, int length) throws IOException, SQLException {
        send(Arrays.copyOf(sql, length));
        begin();
        return result();
    }

    /** Gives the bytes of a file, some at a time. */
    @FunctionalInterface
    interface Feed {
        /**
         * Gives more.
         *
         * @param into receives the bytes from an offset on
         * @return how many, 0 at the end
         */
        int read(byte[] into, int offset, int length);
    }

    /**
     * Runs a statement that reads a file from here.
     *
     * @param feed the file; where it throws, the file is ended, the server's answer is read and its transaction is for the caller to
     *     roll back
     */
    Result load(String sql, Feed feed) throws IOException, SQLException {
        send(sql.getBytes(StandardCharsets.UTF_8));
        begin();
        if (peek() != FILE) {
            return result();
        }
        skipRest();
        byte[] packet = new byte[HEADER + FILE_PACKET];
        RuntimeException failure = null;
        try {
            int length = feed.read(packet, HEADER, FILE_PACKET);
            while (length > 0) {
                put(packet, length);
                length = feed.read(packet, HEADER, FILE_PACKET);
            }
        } catch (RuntimeException e) {
            failure = e;
        }
        put(packet, 0);
        out.flush();
        begin();
        if (failure == null) {
            return result();
        }
        try {
            result();
        } catch (SQLException e) {
            // The file that it read was cut short by us, for a reason that says more.
            failure.addSuppressed(new SQLException("the statement failed too", e.getSQLState(), e.getErrorCode()));
        }
        throw failure;
    }

    private Result result() throws IOException, SQLException {
        int first = peek();
        if (first == ERROR) {
            throw error();
        }
        if (first != OK) {
            throw new IOException("the server answers in a way that is not understood");
        }
        read();
        long rows = length();
        length();
        read();
        read();
        int warnings = read() | read() << 8;
        skipRest();
        return new Result(rows, warnings);
    }

    private void send(byte[] sql) throws IOException {
        sequence = 0;
        int total = sql.length + 1;
        int from = 0;
        boolean more = true;
        while (more) {
            int size = Math.min(MAX_PACKET, total - from);
            byte[] packet = new byte[HEADER + size];
            if (from == 0) {
                packet[HEADER] = QUERY;
                System.arraycopy(sql, 0, packet, HEADER + 1, size - 1);
            } else {
                System.arraycopy(sql, from - 1, packet, HEADER, size);
            }
            put(packet, size);
            from += size;
            more = size == MAX_PACKET;
        }
        out.flush();
    }

    private void put(byte[] packet, int length) throws IOException {
        packet[0] = (byte) length;
        packet[1] = (byte) (length >> 8);
        packet[2] = (byte) (length >> 16);
        packet[3] = (byte) sequence++;
        out.write(packet, 0, HEADER + length);
    }

    /**
     * Reads up to the next row.
     *
     * @return false at the end of the rows
     */
    boolean next() throws IOException, SQLException {
        begin();
        int first = peek();
        if (first == ERROR) {
            throw error();
        }
        if (first == EOF && !goesOn && (eofDeprecated || left < 9)) {
            skipRest();
            return false;
        }
        return true;
    }

    /** Whether the whole row under way lies in {@link #data()}, from {@link #position()} on. */
    boolean isBuffered() throws IOException {
        if (goesOn || left > BUFFER) {
            return false;
        }
        need(left);
        return true;
    }

    byte[] data() {
        return buffer;
    }

    int position() {
        return at;
    }

    /** Passes over a row that was taken out of {@link #data()}. */
    void skipBuffered() {
        at += left;
        left = 0;
    }

    /** A length before a cell; -1 for NULL. */
    long length() throws IOException {
        int first = read();
        return switch (first) {
            case 0xfb -> -1;
            case 0xfc -> little(2);
            case 0xfd -> little(3);
            case 0xfe -> little(8);
            default -> first;
        };
    }

    private long little(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) read() << (8 * i);
        }
        return value;
    }

    /** Reads bytes of the row under way, across packets. */
    void read(byte[] to, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (left == 0) {
                follow();
            }
            int part = Math.min(left, length - done);
            int ready = Math.min(part, limit - at);
            if (ready > 0) {
                System.arraycopy(buffer, at, to, offset + done, ready);
                at += ready;
            } else {
                ready = in.read(to, offset + done, part);
                if (ready < 0) {
                    throw new EOFException("the server ends in the middle of a row");
                }
            }
            done += ready;
            left -= ready;
        }
    }

    private int read() throws IOException {
        if (left == 0) {
            follow();
        }
        need(1);
        left--;
        return buffer[at++] & 0xff;
    }

    private int peek() throws IOException {
        if (left == 0) {
            return -1;
        }
        need(1);
        return buffer[at] & 0xff;
    }

    private void follow() throws IOException {
        if (!goesOn) {
            throw new IOException("a packet is shorter than what it holds");
        }
        begin();
    }

    private void begin() throws IOException {
        need(HEADER);
        left = (buffer[at] & 0xff) | (buffer[at + 1] & 0xff) << 8 | (buffer[at + 2] & 0xff) << 16;
        sequence = (buffer[at + 3] & 0xff) + 1;
        at += HEADER;
        goesOn = left == MAX_PACKET;
    }

    /** Passes over what is left of the row or packet under way. */
    void skipRest() throws IOException {
        while (left > 0 || goesOn) {
            if (left == 0) {
                begin();
                continue;
            }
            if (at == limit) {
                need(1);
            }
            int part = Math.min(left, limit - at);
            at += part;
            left -= part;
        }
    }

    private void need(int bytes) throws IOException {
        if (limit - at >= bytes) {
            return;
        }
        if (at == limit) {
            at = 0;
            limit = 0;
        } else if (at + bytes > BUFFER) {
            System.arraycopy(buffer, at, buffer, 0, limit - at);
            limit -= at;
            at = 0;
        }
        while (limit - at < bytes) {
            int read = in.read(buffer, limit, BUFFER - limit);
            if (read < 0) {
                throw new EOFException("the server has closed the connection");
            }
            limit += read;
        }
    }

    private SQLException error() throws IOException {
        byte[] said = new byte[left];
        read(said, 0, said.length);
        int number = (said[1] & 0xff) | (said[2] & 0xff) << 8;
        boolean hasState = said.length > 9 && said[3] == '#';
        String state = hasState ? new String(said, 4, 5, StandardCharsets.US_ASCII) : "HY000";
        int from = hasState ? 9 : 3;
        return new SQLException(new String(said, from, said.length - from, StandardCharsets.UTF_8), state, number);
    }
}
