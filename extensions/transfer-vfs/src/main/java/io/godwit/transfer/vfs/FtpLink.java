package io.godwit.transfer.vfs;

import java.io.BufferedInputStream;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import jdk.net.ExtendedSocketOptions;
import org.apache.commons.net.ftp.FTP;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPConnectionClosedException;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.apache.commons.net.io.CRLFLineReader;
import org.jspecify.annotations.Nullable;

/**
 * One control connection, logged in. It does TLS itself, below Commons Net's own client for it, which cannot continue the session of the
 * control connection on the data connections. One thread at a time.
 */
final class FtpLink extends FTPClient {
    private static final Duration CONNECT = Duration.ofSeconds(20);
    private static final int KEEP_ALIVE_SECONDS = 45;
    /** Sessions of TLS 1.2 may be continued as often as wanted, without any arithmetic; a ticket of 1.3 once. */
    private static final String[] FIRST = {"TLSv1.2"};

    private static final String[] SECOND = {"TLSv1.3", "TLSv1.2"};

    private final FtpPlace place;
    private final @Nullable FtpTls tls;
    private final @Nullable SSLContext context;
    private final String[] protocols;
    private boolean protectsData;
    private @Nullable SSLSocket secureData;
    /** Below any TLS, to be closed without the other side's consent. */
    private volatile @Nullable Socket plainControl;

    private volatile @Nullable Socket plainData;
    private long idleSince = System.nanoTime();

    private FtpLink(FtpPlace place, @Nullable FtpTls tls, String[] protocols) {
        this.place = place;
        this.tls = tls;
        this.context = tls == null ? null : tls.context();
        this.protocols = protocols;
        setConnectTimeout((int) CONNECT.toMillis());
        setDefaultTimeout((int) place.silence().toMillis());
        setDataTimeout(place.silence());
        setControlEncoding(place.encoding().name());
        setUseEPSVwithIPv4(true);
        setBufferSize(64 * 1024);
        setListHiddenFiles(true);
        setRemoteVerificationEnabled(false);
    }

    /**
     * Connects and logs in.
     *
     * @param password wiped by the caller
     */
    static FtpLink open(FtpPlace place, @Nullable FtpTls tls, char[] password) {
        try {
            return open(new FtpLink(place, tls, tls != null && tls.isNewer() ? SECOND : FIRST), password);
        } catch (SSLHandshakeException e) {
            boolean isVersion =
                    String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("protocol");
            if (!isVersion) {
                throw FtpErrors.lost(place, e);
            }
        } catch (IOException e) {
            throw FtpErrors.lost(place, e);
        }
        try {
            return open(new FtpLink(place, tls, SECOND), password);
        } catch (IOException e) {
            throw FtpErrors.lost(place, e);
        }
    }

    private static FtpLink open(FtpLink link, char[] password) throws IOException {
        boolean usable = false;
        try {
            link.begin(password);
            usable = true;
            return link;
        } finally {
            if (!usable) {
                link.drop();
            }
        }
    }

    private void begin(char[] password) throws IOException {
        try {
            connect(place.host(), place.port());
        } catch (FTPConnectionClosedException e) {
            if (getReplyCode() == FTPReply.SERVICE_NOT_AVAILABLE) {
                throw FtpErrors.tooMany(place, said());
            }
            throw e;
        }
        if (!FTPReply.isPositiveCompletion(getReplyCode())) {
            throw FtpErrors.tooMany(place, said());
        }
        setTcpNoDelay(true);
        if (place.tls() == FtpPlace.Tls.EXPLICIT) {
            if (sendCommand("AUTH", "TLS") != 234) {
                throw FtpErrors.noTls(place, said());
            }
            encrypt();
        }
        int user = sendCommand("USER", place.user());
        if (FTPReply.isPositiveIntermediate(user)) {
            user = sendCommand("PASS", new String(password));
        }
        if (!FTPReply.isPositiveCompletion(user)) {
            String text = said().toLowerCase(Locale.ROOT);
            boolean isFull = user == FTPReply.SERVICE_NOT_AVAILABLE
                    || text.contains("too many")
                    || text.contains("maximum")
                    || text.contains("limit");
            throw isFull ? FtpErrors.tooMany(place, said()) : FtpErrors.loginRefused(place, said());
        }
        if (place.tls() != FtpPlace.Tls.NONE) {
            sendCommand("PBSZ", "0");
            int answer = sendCommand("PROT", place.isDataPrivate() ? "P" : "C");
            if (!FTPReply.isPositiveCompletion(answer)) {
                throw FtpErrors.noTls(place, said());
            }
            protectsData = place.isDataPrivate();
        }
        setFileType(FTP.BINARY_FILE_TYPE);
        if (place.isActive()) {
            enterLocalActiveMode();
        } else {
            enterLocalPassiveMode();
        }
        setSoTimeout((int) place.silence().toMillis());
    }

    @Override
    protected void _connectAction_() throws IOException {
        plainControl = _socket_;
        // firewalls forget connections on which nothing is said while a large file passes on another one
        _socket_.setKeepAlive(true);
        if (_socket_.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            _socket_.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, KEEP_ALIVE_SECONDS);
            _socket_.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, KEEP_ALIVE_SECONDS);
        }
        if (place.tls() == FtpPlace.Tls.IMPLICIT) {
            _socket_.setSoTimeout((int) place.silence().toMillis());
            _socket_ = secured(_socket_);
        }
        super._connectAction_();
    }

    private void encrypt() throws IOException {
        _socket_ = secured(_socket_);
        _input_ = _socket_.getInputStream();
        _output_ = _socket_.getOutputStream();
        _controlInput_ = new CRLFLineReader(new InputStreamReader(_input_, getControlEncoding()));
        _controlOutput_ = new BufferedWriter(new OutputStreamWriter(_output_, getControlEncoding()));
    }

    /** To the one who remembers sessions, all connections go to one place: the port of the control connection. */
    private SSLSocket secured(Socket plain) throws IOException {
        if (context == null || tls == null) {
            throw new SSLException("not asked for");
        }
        SSLSocket secured =
                (SSLSocket) context.getSocketFactory().createSocket(plain, place.host(), place.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setProtocols(protocols);
        parameters.setCipherSuites(quickFirst(parameters.getCipherSuites()));
        if (tls.checksName()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        secured.setUseClientMode(true);
        secured.startHandshake();
        return secured;
    }

    /** The same ciphers in the same order, but those of AES with 128 bits and GCM first, which take the least processor time. */
    private static String[] quickFirst(String[] ciphers) {
        String[] sorted = ciphers.clone();
        Arrays.sort(sorted, Comparator.comparing(name -> !name.contains("_AES_128_GCM_")));
        return sorted;
    }

    @Override
    protected @Nullable Socket _openDataConnection_(String command, @Nullable String argument) throws IOException {
        Socket plain = super._openDataConnection_(command, argument);
        if (plain == null) {
            return null;
        }
        plainData = plain;
        plain.setTcpNoDelay(true);
        if (!protectsData) {
            return plain;
        }
        boolean usable = false;
        try {
            plain.setSoTimeout((int) place.silence().toMillis());
            SSLSocket secured = secured(new DataSocket(plain, place.port()));
            secureData = secured;
            usable = true;
            return secured;
        } finally {
            if (!usable) {
                plain.close();
            }
        }
    }

    /**
     * Whether data connections continue the session of the control connection, as many servers require. The JDK drops tickets of TLS 1.2
     * that are to last longer than a week, such as those of vsftpd; those of TLS 1.3 never are.
     */
    boolean continuesSession() throws IOException {
        if (!protectsData || !(_socket_ instanceof SSLSocket control) || isNewest(control)) {
            return true;
        }
        secureData = null;
        FTPFile[] found = listFiles();
        SSLSocket data = secureData;
        return data == null
                || found == null
                || Arrays.equals(control.getSession().getId(), data.getSession().getId());
    }

    private static boolean isNewest(SSLSocket socket) {
        return socket.getSession().getProtocol().equals("TLSv1.3");
    }

    /**
     * What a command lists.
     *
     * @param argument empty for none
     * @return the lines as the server sends them; empty where it refuses
     */
    Optional<List<byte[]>> listed(String command, String argument) throws IOException {
        setRestartOffset(0);
        Socket data = _openDataConnection_(command, argument.isEmpty() ? null : argument);
        if (data == null) {
            return Optional.empty();
        }
        List<byte[]> lines = new ArrayList<>();
        try (data;
                InputStream in = new BufferedInputStream(data.getInputStream(), 32 * 1024)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(128);
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    lines.add(line.toByteArray());
                    line.reset();
                } else {
                    line.write(next);
                }
            }
            if (line.size() > 0) {
                lines.add(line.toByteArray());
            }
        }
        return FTPReply.isPositiveCompletion(getReply()) ? Optional.of(lines) : Optional.empty();
    }

    /**
     * Ends an upload. With TLS 1.3 the server is heard to its end, since it sends the ticket for the next data connection.
     *
     * @param content as {@link #storeFileStream} opened it
     */
    void endWriting(OutputStream content) throws IOException {
        content.flush();
        SSLSocket data = secureData;
        if (protectsData && data != null && isNewest(data)) {
            data.shutdownOutput();
            byte[] nothing = new byte[64];
            InputStream in = data.getInputStream();
            while (in.read(nothing) >= 0) {
                // a server has nothing to say here
            }
        }
        content.close();
    }

    /** What the server said last, on one line. */
    String said() {
        String text = getReplyString();
        return text == null ? "" : text.strip().replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }

    /**
     * Sends several commands at once and reads their replies.
     *
     * @param commands whole lines
     * @return the codes of the replies, in order
     */
    int[] together(List<String> commands) throws IOException {
        int[] codes = new int[commands.size()];
        StringBuilder lines = new StringBuilder();
        for (String command : commands) {
            lines.append(command).append("\r\n");
        }
        _controlOutput_.write(lines.toString());
        _controlOutput_.flush();
        for (int i = 0; i < codes.length; i++) {
            codes[i] = getReply();
        }
        return codes;
    }

    /** As {@link #together}, with the whole replies. */
    List<String> answers(List<String> commands) throws IOException {
        List<String> answers = new ArrayList<>(commands.size());
        StringBuilder lines = new StringBuilder();
        for (String command : commands) {
            lines.append(command).append("\r\n");
        }
        _controlOutput_.write(lines.toString());
        _controlOutput_.flush();
        for (int i = 0; i < commands.size(); i++) {
            getReply();
            answers.add(String.valueOf(getReplyString()));
        }
        return answers;
    }

    /** Ends the reading of a file before its end, or at it. */
    void endReading(InputStream content, boolean whole) throws IOException {
        try {
            content.close();
        } catch (IOException e) {
            if (whole) {
                throw e;
            }
        }
        int code = getReply();
        if (whole && !FTPReply.isPositiveCompletion(code)) {
            throw new IOException(said());
        }
    }

    private static void close(@Nullable Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // it is being given up anyway
            }
        }
    }

    void rested() {
        idleSince = System.nanoTime();
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - idleSince);
    }

    /** Whether the server still answers. */
    boolean isAlive() {
        try {
            return sendNoOp();
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the connection politely. */
    void leave() {
        try {
            setSoTimeout(2000);
            logout();
        } catch (IOException e) {
            // it is being given up anyway
        }
        drop();
    }

    /** Ends the connection at once, and what is under way on it, whether the server listens or not. */
    void drop() {
        close(plainData);
        close(plainControl);
        try {
            disconnect();
        } catch (IOException e) {
            // it is being given up anyway
        }
    }
}
