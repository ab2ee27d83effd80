package io.godwit.transfer.vfs;

import io.godwit.spi.Location;
import io.godwit.spi.SecretRef;
import io.godwit.tck.TckContext;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An FTP server in memory that behaves as told, for what no real one at hand does: it lacks commands, lists oddly, sits behind NAT, is full. */
final class ScriptedFtpServer implements AutoCloseable {
    /** What it was sent, in order, over all connections. */
    final Queue<String> heard = new ConcurrentLinkedQueue<>();
    /** Files by their whole path. */
    final Map<String, byte[]> files = new ConcurrentHashMap<>();
    /** The listing of each directory, as bytes. */
    final Map<String, byte[]> listings = new ConcurrentHashMap<>();
    /** What MDTM tells, by whole path. */
    final Map<String, String> times = new ConcurrentHashMap<>();
    /** How many were sent away. */
    final AtomicInteger refused = new AtomicInteger();

    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private Set<String> lacks = Set.of();
    private List<String> features = List.of("EPSV", "EPRT", "MDTM", "SIZE", "REST STREAM", "UTF8");
    private String announced = "127,0,0,1";
    private String system = "UNIX Type: L8";
    private Charset encoding = StandardCharsets.UTF_8;
    private int most = Integer.MAX_VALUE;
    private final AtomicInteger halves = new AtomicInteger();

    private ScriptedFtpServer(ServerSocket listener) {
        this.listener = listener;
    }

    static ScriptedFtpServer at(InetAddress address) throws IOException {
        ScriptedFtpServer server = new ScriptedFtpServer(new ServerSocket(0, 50, address));
        server.thread(server::accept);
        return server;
    }

    static ScriptedFtpServer start() throws IOException {
        return at(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    ScriptedFtpServer without(String... commands) {
        lacks = Set.of(commands);
        features = features.stream().filter(one -> !lacks.contains(one)).toList();
        return this;
    }

    ScriptedFtpServer with(String... more) {
        features = List.of(more);
        return this;
    }

    ScriptedFtpServer announcing(String host) {
        announced = host;
        return this;
    }

    ScriptedFtpServer on(String what) {
        system = what;
        return this;
    }

    ScriptedFtpServer speaking(Charset charset) {
        encoding = charset;
        return this;
    }

    ScriptedFtpServer taking(int connections) {
        most = connections;
        return this;
    }

    /** Gets only half of so many uploads, and takes that for all, as where a connection is cut by an orderly end. */
    ScriptedFtpServer halving(int uploads) {
        halves.set(uploads);
        return this;
    }

    ScriptedFtpServer listing(String directory, String... lines) {
        listings.put(directory, (String.join("\r\n", lines) + "\r\n").getBytes(encoding));
        return this;
    }

    Location place() {
        String host = listener.getInetAddress().getHostAddress();
        return Location.of("ftp://mover@" + (host.contains(":") ? "[" + host + "]" : host) + ":"
                        + listener.getLocalPort() + "/r")
                .withSecret(Location.PASSWORD, SecretRef.parse(FtpTreeContract.PASSWORD));
    }

    static TckContext context() {
        return new TckContext().secret(FtpTreeContract.PASSWORD, "a password of this test");
    }

    boolean heard(String command) {
        return heard.stream().anyMatch(line -> line.equals(command) || line.startsWith(command + " "));
    }

    /** Ends all connections. */
    void hangUp() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }

    private interface Work {
        void run() throws IOException;
    }

    private void thread(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // one side hung up: the conversation is over
                    }
                },
                "scripted-ftp");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            if (open.size() >= most) {
                refused.incrementAndGet();
                thread(() -> {
                    try (socket) {
                        say(socket, "421 Too many connections of this user");
                    }
                });
            } else {
                open.add(socket);
                thread(() -> {
                    try (socket) {
                        new Session(socket).talk();
                    } finally {
                        open.remove(socket);
                    }
                });
            }
        }
    }

    private void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(encoding));
        out.flush();
    }

    private interface Data {
        void pass(Socket data) throws IOException;
    }

    /** One control connection. */
    private final class Session {
        private final Socket control;
        private @Nullable ServerSocket passive;
        private @Nullable InetSocketAddress active;
        private int offset;
        private String directory = "/";
        private String renamed = "";

        Session(Socket control) {
            this.control = control;
        }

        void talk() throws IOException {
            BufferedReader in = new BufferedReader(new InputStreamReader(control.getInputStream(), encoding));
            reply("220 ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
                int blank = line.indexOf(' ');
                String command = (blank < 0 ? line : line.substring(0, blank)).toUpperCase(Locale.ROOT);
                String argument = blank < 0 ? "" : line.substring(blank + 1);
                if (command.equals("QUIT")) {
                    reply("221 bye");
                    return;
                }
                if (lacks.contains(command)) {
                    reply("502 " + command + " is not known here");
                } else {
                    answer(command, argument);
                }
            }
        }

        private void reply(String line) throws IOException {
            say(control, line);
        }

        private String whole(String path) {
            return path.startsWith("/") ? path : (directory.equals("/") ? "" : directory) + "/" + path;
        }

        private boolean isDirectory(String path) {
            return listings.containsKey(path) || path.equals("/");
        }

        private void answer(String command, String argument) throws IOException {
            String path = whole(argument);
            switch (command) {
                case "USER" -> reply("331 and the password?");
                case "PASS" -> reply("230 welcome");
                case "TYPE", "NOOP", "OPTS" -> reply("200 done");
                case "SYST" -> reply("215 " + system);
                case "FEAT" -> reply("211-Features:\r\n " + String.join("\r\n ", features) + "\r\n211 End");
                case "CWD" -> {
                    if (isDirectory(path)) {
                        directory = path;
                        reply("250 there");
                    } else {
                        reply("550 no such directory");
                    }
                }
                case "MKD" -> {
                    boolean made = !isDirectory(path) && listings.putIfAbsent(path, new byte[0]) == null;
                    reply(made ? "257 made" : "550 it is there");
                }
                case "REST" -> {
                    offset = Integer.parseInt(argument);
                    reply("350 from there");
                }
                case "SIZE" -> reply(files.containsKey(path) ? "213 " + files.get(path).length : "550 no such file");
                case "MDTM" -> reply(times.containsKey(path) ? "213 " + times.get(path) : "550 no such file");
                case "DELE" -> reply(files.remove(path) != null ? "250 gone" : "550 no such file");
                case "RNFR" -> {
                    renamed = path;
                    reply(files.containsKey(path) ? "350 and to?" : "550 no such file");
                }
                case "RNTO" -> {
                    byte[] content = files.remove(renamed);
                    if (content != null) {
                        files.put(path, content);
                    }
                    reply(content != null ? "250 renamed" : "550 no such file");
                }
                case "EPSV", "PASV" -> passive(command);
                case "EPRT" -> {
                    String[] parts = argument.split(argument.substring(0, 1).equals("|") ? "\\|" : ",", -1);
                    active = new InetSocketAddress(parts[2], Integer.parseInt(parts[3]));
                    reply("200 there it goes");
                }
                case "PORT" -> {
                    String[] parts = argument.split(",", -1);
                    active = new InetSocketAddress(
                            String.join(".", Arrays.copyOf(parts, 4)),
                            Integer.parseInt(parts[4]) * 256 + Integer.parseInt(parts[5]));
                    reply("200 there it goes");
                }
                case "LIST" -> {
                    byte[] listing = listings.get(argument.startsWith("-") || argument.isEmpty() ? directory : path);
                    data(listing, data -> data.getOutputStream().write(listing == null ? new byte[0] : listing));
                }
                case "RETR" -> {
                    byte[] content = files.get(path);
                    int from = offset;
                    offset = 0;
                    data(content, data -> {
                        if (content != null) {
                            data.getOutputStream().write(content, from, content.length - from);
                        }
                    });
                }
                case "STOR" -> {
                    byte[] before = files.getOrDefault(path, new byte[0]);
                    int at = offset;
                    offset = 0;
                    data(before, data -> {
                        ByteArrayOutputStream all = new ByteArrayOutputStream();
                        all.write(before, 0, at);
                        data.getInputStream().transferTo(all);
                        boolean isHalf = halves.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
                        files.put(path, Arrays.copyOf(all.toByteArray(), isHalf ? all.size() / 2 : all.size()));
                    });
                }
                default -> reply("500 " + command + " is not known here");
            }
        }

        private void passive(String command) throws IOException {
            ServerSocket socket = new ServerSocket(0, 1, control.getLocalAddress());
            passive = socket;
            int port = socket.getLocalPort();
            reply(
                    command.equals("EPSV")
                            ? "229 Entering Extended Passive Mode (|||" + port + "|)"
                            : "227 Entering Passive Mode (" + announced + "," + port / 256 + "," + port % 256 + ").");
        }

        private void data(byte @Nullable [] what, Data work) throws IOException {
            ServerSocket waiting = passive;
            InetSocketAddress target = active;
            passive = null;
            active = null;
            if (what == null) {
                reply("550 no such thing");
            } else if (waiting == null && target == null) {
                reply("425 no way to send it");
            } else {
                reply("150 here it comes");
                try (Socket data = waiting != null ? waiting.accept() : new Socket()) {
                    if (target != null && waiting == null) {
                        data.connect(target, 5000);
                    }
                    work.pass(data);
                }
                reply("226 done");
            }
            if (waiting != null) {
                waiting.close();
            }
        }
    }
}
