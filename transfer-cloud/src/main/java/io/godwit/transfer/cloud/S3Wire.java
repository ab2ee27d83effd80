package io.godwit.transfer.cloud;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * The requests that small objects are made of, without the many layers of Amazon's client, which take most of the time of such a
 * request. Each is made once: what is not answered as usual is asked again by that client, which knows how to repeat, to be sent
 * elsewhere and to set its clock right. Thread-safe.
 */
final class S3Wire {
    private static final String NOTHING = HexFormat.of().formatHex(S3Signature.sha256(new byte[0], 0));
    /** After so many unusual answers, one behind the other, all is left to Amazon's client. */
    private static final int PATIENCE = 24;

    private final URI base;
    private final String basePath;
    private final String hostHeader;
    private final SdkHttpClient http;
    private final AwsCredentialsProvider credentials;
    private final S3Signature signature;
    private final AtomicInteger unusual = new AtomicInteger();

    /**
     * Requests to a bucket.
     *
     * @param base where the bucket is
     * @param region whose requests are signed
     * @param http not closed by this
     */
    S3Wire(URI base, String region, SdkHttpClient http, AwsCredentialsProvider credentials) {
        this.base = base;
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        this.basePath = path.endsWith("/") ? path : path + "/";
        boolean usual =
                base.getPort() < 0 || base.getPort() == (base.getScheme().equals("https") ? 443 : 80);
        this.hostHeader = base.getHost() + (usual ? "" : ":" + base.getPort());
        this.http = http;
        this.credentials = credentials;
        this.signature = new S3Signature(region);
    }

    /** An answer as expected. */
    record Answer(
            int status, SdkHttpResponse head, @Nullable AbortableInputStream body) {
        @Nullable
        String header(String name) {
            return head.firstMatchingHeader(name).orElse(null);
        }

        /** What was kept with the object, by names without their prefix. */
        Map<String, String> metadata() {
            Map<String, String> words = new LinkedHashMap<>();
            head.forEachHeader((name, values) -> {
                if (name.toLowerCase(Locale.ROOT).startsWith(META)) {
                    words.put(name.substring(META.length()), String.join(",", values));
                }
            });
            return words;
        }
    }

    private static final String META = "x-amz-meta-";

    /** Whether requests are made here at all. */
    private boolean isOff() {
        return unusual.get() > PATIENCE;
    }

    /** Whether headers can be sent as they are, whatever stands between here and the service. */
    static boolean isPlain(Map<String, String> headers) {
        for (String value : headers.values()) {
            if (value.isEmpty() || !value.equals(value.strip()) || value.contains("  ")) {
                return false;
            }
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) < 0x20 || value.charAt(i) > 0x7e) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Writes an object.
     *
     * @param headers with names in lower case
     * @param sums whether the service is to check and keep the content's hash
     * @return the status, 200 or 412; empty where Amazon's client is to ask again
     */
    Optional<Integer> put(String key, Map<String, String> headers, byte[] bytes, int length, boolean sums) {
        if (isOff() || !isPlain(headers)) {
            return Optional.empty();
        }
        byte[] hash = S3Signature.sha256(bytes, length);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("content-length", Integer.toString(length));
        if (sums) {
            all.put("x-amz-checksum-sha256", Base64.getEncoder().encodeToString(hash));
        }
        Optional<Answer> answer = ask(
                SdkHttpMethod.PUT,
                basePath + S3Signature.encoded(key),
                "",
                all,
                HexFormat.of().formatHex(hash),
                () -> new ByteArrayInputStream(bytes, 0, length),
                List.of(200, 412));
        answer.ifPresent(S3Wire::drain);
        return answer.map(Answer::status);
    }

    /** The headers of an object; empty where Amazon's client is to ask again, status 404 where there is none. */
    Optional<Answer> head(String key, Map<String, String> headers) {
        Optional<Answer> answer = isOff() || !isPlain(headers)
                ? Optional.empty()
                : ask(
                        SdkHttpMethod.HEAD,
                        basePath + S3Signature.encoded(key),
                        "",
                        headers,
                        NOTHING,
                        null,
                        List.of(200, 404));
        answer.ifPresent(S3Wire::drain);
        return answer;
    }

    /** An object or a range of it, whose content the caller closes; empty where Amazon's client is to ask again. */
    Optional<Answer> get(String key, Map<String, String> headers) {
        return isOff() || !isPlain(headers)
                ? Optional.empty()
                : ask(
                        SdkHttpMethod.GET,
                        basePath + S3Signature.encoded(key),
                        "",
                        headers,
                        NOTHING,
                        null,
                        List.of(200, 206));
    }

    /**
     * A page of a listing; empty where Amazon's client is to ask again.
     *
     * @param tells as {@link S3Pages#read} has it
     */
    Optional<ObjectStore.Page> list(
            String prefix, String after, boolean delimiter, int most, Map<String, String> headers, boolean tells) {
        if (isOff()) {
            return Optional.empty();
        }
        StringBuilder query = new StringBuilder(200);
        if (delimiter) {
            query.append("delimiter=%2F&");
        }
        query.append("encoding-type=url&list-type=2&max-keys=").append(most);
        query.append("&prefix=").append(S3Signature.encodedWord(prefix));
        if (!after.isEmpty()) {
            query.append("&start-after=").append(S3Signature.encodedWord(after));
        }
        String path = basePath.length() > 1 ? basePath.substring(0, basePath.length() - 1) : basePath;
        Optional<Answer> answer = ask(SdkHttpMethod.GET, path, query.toString(), headers, NOTHING, null, List.of(200));
        AbortableInputStream body = answer.map(Answer::body).orElse(null);
        if (body == null) {
            return Optional.empty();
        }
        try (InputStream page = body) {
            return Optional.of(S3Pages.read(page, tells, after));
        } catch (IOException e) {
            body.abort();
            unusual.incrementAndGet();
            return Optional.empty();
        }
    }

    private Optional<Answer> ask(
            SdkHttpMethod method,
            String path,
            String query,
            Map<String, String> headers,
            String contentHash,
            software.amazon.awssdk.http.@Nullable ContentStreamProvider content,
            List<Integer> expected) {
        try {
            SdkHttpRequest request = request(method, path, query, headers, contentHash);
            HttpExecuteResponse answer = http.prepareRequest(HttpExecuteRequest.builder()
                            .request(request)
                            .contentStreamProvider(content)
                            .build())
                    .call();
            int status = answer.httpResponse().statusCode();
            if (expected.contains(status)) {
                unusual.set(0);
                return Optional.of(new Answer(
                        status, answer.httpResponse(), answer.responseBody().orElse(null)));
            }
            answer.responseBody().ifPresent(AbortableInputStream::abort);
        } catch (IOException | SdkException e) {
            // Amazon's client asks again, and tells why if it fails for it too
        }
        unusual.incrementAndGet();
        return Optional.empty();
    }

    private SdkHttpRequest request(
            SdkHttpMethod method, String path, String query, Map<String, String> headers, String contentHash) {
        AwsCredentials who = credentials.resolveCredentials();
        TreeMap<String, String> signed = new TreeMap<>();
        signed.put("host", hostHeader);
        signed.put("x-amz-content-sha256", contentHash);
        signed.put("x-amz-date", S3Signature.time(Instant.now()));
        if (who instanceof AwsSessionCredentials session) {
            signed.put("x-amz-security-token", session.sessionToken());
        }
        headers.forEach((name, value) -> {
            if (name.startsWith("x-amz-")) {
                signed.put(name, value);
            }
        });
        String authorization = signature.authorization(
                who.accessKeyId(), who.secretAccessKey(), method.name(), path, query, signed, contentHash);
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(method)
                .protocol(base.getScheme())
                .host(base.getHost())
                .encodedPath(path)
                .putHeader("authorization", authorization);
        for (String word : query.isEmpty() ? new String[0] : query.split("&")) {
            int equals = word.indexOf('=');
            request.putRawQueryParameter(
                    word.substring(0, equals), URLDecoder.decode(word.substring(equals + 1), StandardCharsets.UTF_8));
        }
        if (base.getPort() >= 0) {
            request.port(base.getPort());
        }
        signed.forEach(request::putHeader);
        headers.forEach(request::putHeader);
        return request.build();
    }

    /** Reads an answer to its end, so that its connection serves again. */
    private static void drain(Answer answer) {
        AbortableInputStream body = answer.body();
        if (body == null) {
            return;
        }
        try (InputStream rest = body) {
            rest.skip(Long.MAX_VALUE);
        } catch (IOException e) {
            body.abort();
        }
    }
}
