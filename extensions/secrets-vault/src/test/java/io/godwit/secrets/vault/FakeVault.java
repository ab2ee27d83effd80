package io.godwit.secrets.vault;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers as Vault does, as far as its documentation says: key-value engines of both versions at {@code secret/} and {@code old/}, tokens,
 * logins of roles, namespaces, forbidden paths, and being sealed.
 */
final class FakeVault implements AutoCloseable {
    static final String TOKEN = "hvs.the-token";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, Map<String, Object>> secrets = new ConcurrentHashMap<>();
    private final List<String> namespaces = new CopyOnWriteArrayList<>();
    private volatile String roleToken = "";
    private final AtomicInteger logins = new AtomicInteger();
    private volatile boolean sealed;
    private volatile boolean hidesMounts;

    FakeVault() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void put(String path, Map<String, Object> fields) {
        secrets.put(path, fields);
    }

    void seal() {
        sealed = true;
    }

    void hideMounts() {
        hidesMounts = true;
    }

    /** All tokens that roles got so far are no good any more. */
    void forgetLogins() {
        roleToken = "";
    }

    int logins() {
        return logins.get();
    }

    List<String> namespaces() {
        return List.copyOf(namespaces);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replaceFirst("^/v1/", "");
            String namespace = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
            namespaces.add(namespace == null ? "" : namespace);
            String token = exchange.getRequestHeaders().getFirst("X-Vault-Token");
            if (sealed) {
                send(exchange, 503, "{\"errors\": [\"Vault is sealed\"]}");
            } else if (path.equals("auth/approle/login")) {
                login(exchange);
            } else if (token == null || !(token.equals(TOKEN) || (!token.isEmpty() && token.equals(roleToken)))) {
                send(exchange, 403, "{\"errors\": [\"permission denied\"]}");
            } else if (path.startsWith("sys/internal/ui/mounts/")) {
                mount(exchange, path.substring("sys/internal/ui/mounts/".length()));
            } else if (path.contains("forbidden")) {
                send(exchange, 403, "{\"errors\": [\"permission denied\"]}");
            } else {
                secret(exchange, path);
            }
        }
    }

    private void login(HttpExchange exchange) throws IOException {
        var body = JSON.readTree(exchange.getRequestBody());
        if (!body.path("role_id").asText().equals("role")
                || !body.path("secret_id").asText().equals("id")) {
            send(exchange, 400, "{\"errors\": [\"invalid role or secret ID\"]}");
            return;
        }
        roleToken = "hvs.role-" + logins.incrementAndGet();
        send(exchange, 200, "{\"auth\": {\"client_token\": \"" + roleToken + "\", \"lease_duration\": 3600}}");
    }

    private void mount(HttpExchange exchange, String path) throws IOException {
        if (hidesMounts || !(path.startsWith("secret/") || path.startsWith("old/"))) {
            send(exchange, 403, "{\"errors\": [\"preflight capability check returned 403\"]}");
            return;
        }
        boolean isNew = path.startsWith("secret/");
        send(
                exchange,
                200,
                "{\"data\": {\"path\": \"" + (isNew ? "secret/" : "old/") + "\", \"type\": \"kv\", \"options\": "
                        + (isNew ? "{\"version\": \"2\"}" : "null") + "}}");
    }

    private void secret(HttpExchange exchange, String path) throws IOException {
        boolean isNew = path.startsWith("secret/data/");
        Map<String, Object> fields = secrets.get(isNew ? "secret/" + path.substring("secret/data/".length()) : path);
        if (fields == null || (path.startsWith("secret/") && !isNew)) {
            send(exchange, 404, "{\"errors\": []}");
            return;
        }
        ObjectNode root = JSON.createObjectNode();
        ObjectNode data = root.putObject("data");
        if (isNew) {
            data.putObject("metadata").put("version", 1);
        }
        (isNew ? data.putObject("data") : data).setAll((ObjectNode) JSON.valueToTree(fields));
        send(exchange, 200, root.toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
