package io.godwit.transfer.ssh;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.schmizz.sshj.sftp.Response.StatusCode;

/** Takes apart what {@link PerlScripts#READ} prints. One thread. */
final class ScriptedAnswers {
    /** The system's number for a name that is not there. */
    static final int MISSING = 2;

    private static final int BUFFER = 128 * 1024;

    private final InputStream in;
    private final byte[] block = new byte[BUFFER];
    private int at;
    private int end;

    ScriptedAnswers(InputStream in) {
        this.in = in;
    }

    /** The numbers that all systems have in common. */
    static StatusCode status(int error) {
        return switch (error) {
            case MISSING, 20 -> StatusCode.NO_SUCH_FILE;
            case 1, 13 -> StatusCode.PERMISSION_DENIED;
            default -> StatusCode.FAILURE;
        };
    }

    private void fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(block));
        if (end == 0) {
            throw new EOFException("the answers ended early");
        }
    }

    String line() throws IOException {
        return new String(record(), StandardCharsets.US_ASCII);
    }

    /** What stands before the next NUL. */
    byte[] record() throws IOException {
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        for (int next = octet(); next != 0; next = octet()) {
            record.write(next);
        }
        return record.toByteArray();
    }

    int octet() throws IOException {
        if (at == end) {
            fill();
        }
        return block[at++] & 0xff;
    }

    /** Four bytes, the greatest first. */
    int number() throws IOException {
        return octet() << 24 | octet() << 16 | octet() << 8 | octet();
    }

    /** Takes as many bytes as are here, wanted and have room. */
    int take(ByteBuffer into, int most) throws IOException {
        if (at == end) {
            fill();
        }
        int count = Math.min(Math.min(most, end - at), into.remaining());
        into.put(block, at, count);
        at += count;
        return count;
    }

    int skip(int most) throws IOException {
        if (at == end) {
            fill();
        }
        int count = Math.min(most, end - at);
        at += count;
        return count;
    }
}
