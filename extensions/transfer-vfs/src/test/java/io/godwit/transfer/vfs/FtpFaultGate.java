package io.godwit.transfer.vfs;

import io.godwit.tck.lab.FaultProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stands before an FTP server and sends each data connection through a {@link FaultProxy} of its own. */
final class FtpFaultGate implements AutoCloseable {
    private static final Pattern PASSIVE = Pattern.compile("229 (.*)\\(\\|\\|\\|(\\d+)\\|\\)");

    private final ServerSocket listener;
    private final String host;
    private final int port;
    private final Queue<FaultProxy> proxies = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private volatile Consumer<FaultProxy> faults = proxy -> {};

    private FtpFaultGate(ServerSocket listener, String host, int port) {
        this.listener = listener;
        this.host = host;
        this.port = port;
    }

    static FtpFaultGate to(String host, int port) throws IOException {
        ServerSocket listener = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        FtpFaultGate gate = new FtpFaultGate(listener, host, port);
        thread(gate::accept);
        return gate;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What happens on each data connection from now on. */
    void order(Consumer<FaultProxy> kind) {
        faults = kind;
    }

    int dataConnections() {
        return proxies.size();
    }

    int cuts() {
        return proxies.stream().mapToInt(FaultProxy::cuts).sum();
    }

    long bytes(FaultProxy.Direction direction) {
        return proxies.stream().mapToLong(proxy -> proxy.bytes(direction)).sum();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
        proxies.forEach(FaultProxy::close);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one side hung up: the conversation is over
                    }
                },
                "ftp-fault-gate");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket server = new Socket(host, port);
            open.add(client);
            open.add(server);
            thread(() -> {
                try (client;
                        server) {
                    client.getInputStream().transferTo(server.getOutputStream());
                }
            });
            thread(() -> {
                try (client;
                        server) {
                    answers(server, client.getOutputStream());
                }
            });
        }
    }

    private void answers(Socket server, OutputStream client) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.ISO_8859_1));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Matcher passive = PASSIVE.matcher(line);
            String told = line;
            if (passive.lookingAt()) {
                FaultProxy proxy = FaultProxy.to(host, Integer.parseInt(passive.group(2)));
                faults.accept(proxy);
                proxies.add(proxy);
                told = "229 " + passive.group(1) + "(|||" + proxy.port() + "|)";
            }
            client.write((told + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            client.flush();
        }
    }
}
