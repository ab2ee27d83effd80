package io.godwit.tck.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * An FTP server as hosters run them: ProFTPD or vsftpd, with TLS on request at its port and from the start at {@link #IMPLICIT_PORT}. Both require that
 * data connections continue the TLS session of their control connection. The user is {@link #USER}, to whom {@code /srv/mover} is the root.
 *
 * <p>Data connections go to the container's own address, so tests connect to {@link #peerHost()}.
 *
 * @since 0.1
 */
public final class FtpServer extends LabServer {
    /** Who logs in. */
    public static final String USER = "mover";
    /** Where TLS is spoken from the start. */
    public static final int IMPLICIT_PORT = 990;
    /** What that user sees as the root. */
    public static final String ROOT = "/srv/mover";

    private final List<String> lines = new ArrayList<>();

    private FtpServer(String program) {
        super(LabImage.FTP, 21, Probe.FTP);
        environment("LAB_FTPD", program);
    }

    /** A ProFTPD of its own, not started yet. */
    public static FtpServer proftpd() {
        return new FtpServer("proftpd");
    }

    /** A vsftpd of its own, not started yet. */
    public static FtpServer vsftpd() {
        return new FtpServer("vsftpd");
    }

    /** Adds a line to the server's configuration, in its own language. */
    public FtpServer with(String line) {
        lines.add(line);
        environment("LAB_FTPD_CONFIG", String.join("\n", lines));
        return this;
    }

    /** The certificate that it shows, in PEM. */
    public String certificate() {
        return exec("cat", "/etc/lab/tls.pem").checked().stdout();
    }

    /** Ends all connections from the server's side. */
    public void dropConnections() {
        ExecResult killed = exec("sh", "-c", "pkill -TERM -u mover; true");
        killed.checked();
    }
}
