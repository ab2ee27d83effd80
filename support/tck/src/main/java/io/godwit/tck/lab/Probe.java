package io.godwit.tck.lab;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Tells whether the server behind a port does its job by speaking the first words of its protocol; an open port alone may be Docker's own proxy. */
@FunctionalInterface
interface Probe {
    boolean isReady(DataInputStream in, DataOutputStream out) throws IOException;

    /** SSH: the server's version line. */
    Probe SSH = (in, out) -> new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");

    /** FTP: the greeting. */
    Probe FTP = (in, out) -> new String(in.readNBytes(3), StandardCharsets.US_ASCII).equals("220");

    /** MySQL and MariaDB: the greeting of protocol version 10. */
    Probe MYSQL = (in, out) -> {
        byte[] head =
                in.readNBytes(5); // three bytes of length, one of sequence, then the version; 0xff would be an error
        return head.length == 5 && head[4] == 10;
    };

    /** PostgreSQL: a start-up message is answered by a request for authentication, not by an error. */
    Probe POSTGRES = (in, out) -> {
        byte[] parameters = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.US_ASCII);
        out.writeInt(8 + parameters.length);
        out.writeInt(3 << 16); // protocol 3.0
        out.write(parameters);
        out.flush();
        return in.readByte() == 'R';
    };

    /** HTTP: any answer at all. */
    Probe HTTP = (in, out) -> {
        out.write("GET / HTTP/1.0\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return new String(in.readNBytes(5), StandardCharsets.US_ASCII).equals("HTTP/");
    };

    /** Tries once; a refused, broken or silent connection means "not yet". */
    default boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 2_000);
            socket.setSoTimeout(2_000);
            return isReady(
                    new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
        } catch (IOException e) {
            return false;
        }
    }
}
