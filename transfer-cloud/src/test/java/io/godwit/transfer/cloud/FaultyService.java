package io.godwit.transfer.cloud;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A proxy before a service that answers some requests itself, with errors. It listens on the loopback address. */
final class FaultyService implements AutoCloseable {
    private static final Set<String> OWN =
            Set.of("connection", "content-length", "expect", "host", "http2-settings", "upgrade", "transfer-encoding");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger faults = new AtomicInteger();
    private volatile Function<HttpExchange, Optional<Answer>> fault = exchange -> Optional.empty();

    /** An error of S3. */
    record Answer(int status, String code) {}

    private FaultyService(HttpServer server) {
        this.server = server;
    }

    /** A proxy that passes all on; the requests keep the name of the host that they were signed for. */
    static FaultyService before(URI service) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        FaultyService proxy = new FaultyService(server);
        server.setExecutor(proxy.threads);
        server.createContext("/", exchange -> proxy.handle(exchange, service));
        server.start();
        return proxy;
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers itself wherever the function has an answer. */
    void fail(Function<HttpExchange, Optional<Answer>> answers) {
        fault = answers;
    }

    /** Answers that many requests itself, whatever they ask. */
    void failNext(int count, Answer answer) {
        AtomicInteger left = new AtomicInteger(count);
        fail(exchange -> left.getAndDecrement() > 0 ? Optional.of(answer) : Optional.empty());
    }

    int faults() {
        return faults.get();
    }

    private void handle(HttpExchange exchange, URI service) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Optional<Answer> own = fault.apply(exchange);
            if (own.isPresent()) {
                faults.incrementAndGet();
                byte[] text = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>"
                                + own.get().code() + "</Code><Message>as the test wants it</Message></Error>")
                        .getBytes(StandardCharsets.UTF_8);
                boolean head = exchange.getRequestMethod().equals("HEAD");
                exchange.getResponseHeaders().add("Content-Type", "application/xml");
                exchange.sendResponseHeaders(own.get().status(), head ? -1 : text.length);
                if (!head) {
                    exchange.getResponseBody().write(text);
                }
                return;
            }
            pass(exchange, service, body);
        }
    }

    private void pass(HttpExchange exchange, URI service, byte[] body) throws IOException {
        URI asked = exchange.getRequestURI(); // absolute where we are asked as a proxy
        String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(service + asked.getRawPath() + query))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try {
            HttpResponse<InputStream> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            byte[] content = answer.body().readAllBytes();
            answer.headers().map().forEach((name, values) -> {
                if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                    values.forEach(value -> exchange.getResponseHeaders().add(name, value));
                }
            });
            boolean none = exchange.getRequestMethod().equals("HEAD") || content.length == 0;
            if (exchange.getRequestMethod().equals("HEAD")) {
                answer.headers()
                        .firstValue("content-length")
                        .ifPresent(length -> exchange.getResponseHeaders().set("Content-Length", length));
            }
            exchange.sendResponseHeaders(answer.statusCode(), none ? -1 : content.length);
            if (!none) {
                exchange.getResponseBody().write(content);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
