package io.godwit.transfer.cloud;

import io.godwit.spi.Digest;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A bucket of S3. Thread-safe. */
final class S3Store implements ObjectStore {
    /** What the service documents: 10,000 parts, none but the last below 5 MiB; keys of 1,024 bytes; 5 GiB at once. */
    static final Sizes SIZES = new Sizes(8 << 20, 5 << 20, 10_000, 1024, 5L << 30);

    private static final int OK = 200;

    private final S3Place place;
    private final S3Clients.Spoken spoken;
    private final S3Client client;
    private final S3Writing writing;

    private S3Store(S3Place place, S3Clients.Spoken spoken) {
        this.place = place;
        this.spoken = spoken;
        this.client = spoken.client();
        this.writing = new S3Writing(place);
    }

    static S3Store open(S3Place place, WorkContext context) {
        try {
            return new S3Store(place, S3Clients.open(place, context));
        } catch (SdkException e) {
            throw S3Errors.of(
                    e,
                    "opening \"s3://" + place.bucket() + "\"",
                    place.location().toString());
        }
    }

    S3Client client() {
        return client;
    }

    String bucket() {
        return place.bucket();
    }

    S3Writing writing() {
        return writing;
    }

    @Nullable
    RequestPayer payer() {
        return place.is("requester_pays") ? RequestPayer.REQUESTER : null;
    }

    /** Makes a request and says in our words why it failed. */
    <T> T ask(String what, String key, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw failure(e, what, key);
        }
    }

    MigrationException failure(SdkException e, String what, String key) {
        String shown = address() + "/" + key;
        return S3Errors.of(e, what + " \"" + shown + "\"", shown);
    }

    @Override
    public String address() {
        return "s3://" + place.bucket();
    }

    @Override
    public Sizes sizes() {
        return SIZES;
    }

    @Override
    public boolean isSorted() {
        return place.isSorted();
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public Optional<String> refusal(String key) {
        return Optional.empty();
    }

    @Override
    public Page list(String prefix, String after, boolean delimiter, int most) {
        S3Wire wire = spoken.wire();
        Optional<Page> soon = wire == null
                ? Optional.empty()
                : wire.list(prefix, after, delimiter, most, payment(), tellsAttributes());
        if (soon.isPresent()) {
            return soon.get();
        }
        ListObjectsV2Request request = ListObjectsV2Request.builder()
                .bucket(bucket())
                .prefix(prefix)
                .startAfter(after.isEmpty() ? null : after)
                .delimiter(delimiter ? "/" : null)
                .maxKeys(most)
                .encodingType(EncodingType.URL)
                .requestPayer(payer())
                .build();
        ListObjectsV2Response answer = ask("listing", prefix, () -> client.listObjectsV2(request));
        List<StoredObject> objects = new ArrayList<>(answer.contents().size());
        String last = after;
        for (S3Object object : answer.contents()) {
            objects.add(new StoredObject(
                    object.key(),
                    object.size(),
                    version(object.eTag()),
                    time(object.lastModified()),
                    tellsAttributes() ? null : ObjectHeaders.NONE));
            last = object.key();
        }
        List<String> prefixes = new ArrayList<>(answer.commonPrefixes().size());
        for (CommonPrefix common : answer.commonPrefixes()) {
            prefixes.add(common.prefix());
            last = Keys.compare(common.prefix(), last) > 0 ? common.prefix() : last;
        }
        return new Page(objects, prefixes, Boolean.TRUE.equals(answer.isTruncated()) ? last : null);
    }

    private static String version(@Nullable String etag) {
        return Objects.requireNonNullElse(etag, "").replace("\"", "");
    }

    private static Instant time(@Nullable Instant modified) {
        return Objects.requireNonNullElse(modified, Instant.EPOCH);
    }

    @Override
    public Optional<StoredObject> head(String key) {
        S3Wire wire = spoken.wire();
        Optional<S3Wire.Answer> soon = wire == null ? Optional.empty() : wire.head(key, payment());
        if (soon.isPresent()) {
            return soon.filter(answer -> answer.status() == OK).map(answer -> object(key, answer));
        }
        try {
            HeadObjectResponse answer =
                    client.headObject(r -> r.bucket(bucket()).key(key).requestPayer(payer()));
            return Optional.of(new StoredObject(
                    key,
                    answer.contentLength(),
                    version(answer.eTag()),
                    time(answer.lastModified()),
                    headers(answer.contentType(), answer.contentEncoding(), answer.cacheControl(), answer.metadata())));
        } catch (SdkException e) {
            if (S3Errors.status(e) == 404) {
                return Optional.empty();
            }
            throw failure(e, "looking up", key);
        }
    }

    private Map<String, String> payment() {
        return payer() == null ? Map.of() : Map.of("x-amz-request-payer", "requester");
    }

    private StoredObject object(String key, S3Wire.Answer answer) {
        String length = answer.header("content-length");
        String modified = answer.header("last-modified");
        return new StoredObject(
                key,
                length == null ? 0 : Long.parseLong(length),
                version(answer.header("etag")),
                modified == null ? Instant.EPOCH : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(modified)),
                headers(
                        answer.header("content-type"),
                        answer.header("content-encoding"),
                        answer.header("cache-control"),
                        answer.metadata()));
    }

    /** Reads the short way; empty where the service has to be asked the long way, which knows what to make of other answers. */
    private Optional<Reading> readSoon(String key, long offset, long length, @Nullable String version) {
        S3Wire wire = spoken.wire();
        if (wire == null) {
            return Optional.empty();
        }
        Map<String, String> headers = new HashMap<>(payment());
        if (length >= 0) {
            headers.put("range", "bytes=" + offset + "-" + (offset + length - 1));
        }
        if (version != null) {
            headers.put("if-match", "\"" + version + "\"");
        }
        if (writing.sums() != null) {
            headers.put("x-amz-checksum-mode", "ENABLED");
        }
        return wire.get(key, headers).map(answer -> {
            StoredObject object = object(key, answer);
            AbortableInputStream body = answer.body();
            if (body == null) {
                return new Reading(object, InputStream.nullInputStream());
            }
            InputStream content = new AbortingStream(body, body::abort);
            return new Reading(
                    object,
                    length < 0 ? S3Sums.checked(content, object.size(), answer, address() + "/" + key) : content);
        });
    }

    @Override
    public boolean tellsAttributes() {
        return !place.ignoresAttributes();
    }

    private ObjectHeaders headers(
            @Nullable String type, @Nullable String encoding, @Nullable String cache, Map<String, String> metadata) {
        return new ObjectHeaders(
                Objects.requireNonNullElse(type, ""),
                Objects.requireNonNullElse(encoding, ""),
                Objects.requireNonNullElse(cache, ""),
                tellsAttributes() ? metadata : Map.of());
    }

    @Override
    public Optional<Reading> read(String key, long offset, long length, @Nullable String version) {
        Optional<Reading> soon = readSoon(key, offset, length, version);
        if (soon.isPresent()) {
            return soon;
        }
        GetObjectRequest.Builder request =
                GetObjectRequest.builder().bucket(bucket()).key(key).requestPayer(payer());
        if (length >= 0) {
            request.range("bytes=" + offset + "-" + (offset + length - 1));
        }
        if (version != null) {
            request.ifMatch("\"" + version + "\"");
        }
        try {
            ResponseInputStream<GetObjectResponse> answer = client.getObject(request.build());
            GetObjectResponse said = answer.response();
            StoredObject object = new StoredObject(
                    key,
                    said.contentLength(),
                    version(said.eTag()),
                    time(said.lastModified()),
                    headers(said.contentType(), said.contentEncoding(), said.cacheControl(), said.metadata()));
            return Optional.of(new Reading(object, new AbortingStream(answer, answer::abort)));
        } catch (SdkException e) {
            if (S3Errors.status(e) == 404 && !isBucketMissing(e)) {
                return Optional.empty();
            }
            if (S3Errors.status(e) == 412 || S3Errors.status(e) == 416) {
                throw TreeFailures.changed(key);
            }
            throw failure(e, "reading", key);
        }
    }

    @Override
    public Optional<Digest> kept(String key) {
        if (writing.sums() == null) {
            return Optional.empty();
        }
        S3Wire wire = spoken.wire();
        Map<String, String> headers = new HashMap<>(payment());
        headers.put("x-amz-checksum-mode", "ENABLED");
        Optional<S3Wire.Answer> soon = wire == null ? Optional.empty() : wire.head(key, headers);
        if (soon.isPresent()) {
            S3Wire.Answer answer = soon.get();
            return answer.status() != OK
                    ? Optional.empty()
                    : S3Sums.kept(
                            answer.header("x-amz-checksum-type"),
                            answer.header("x-amz-checksum-sha256"),
                            answer.header("x-amz-checksum-crc32c"),
                            answer.metadata());
        }
        try {
            HeadObjectResponse answer = client.headObject(r -> r.bucket(bucket())
                    .key(key)
                    .checksumMode(ChecksumMode.ENABLED)
                    .requestPayer(payer()));
            return S3Sums.kept(
                    answer.checksumTypeAsString(), answer.checksumSHA256(), answer.checksumCRC32C(), answer.metadata());
        } catch (SdkException e) {
            if (S3Errors.status(e) == 404) {
                return Optional.empty();
            }
            throw failure(e, "looking up", key);
        }
    }

    private static boolean isBucketMissing(SdkException e) {
        return e instanceof software.amazon.awssdk.services.s3.model.NoSuchBucketException;
    }

    @Override
    public void put(String key, ObjectHeaders headers, byte[] bytes, int length, Expected expected) {
        S3Wire wire = spoken.wire();
        Optional<Integer> soon = wire == null
                ? Optional.empty()
                : wire.put(key, writing.words(headers, expected), bytes, length, writing.sums() != null);
        if (soon.isPresent() && soon.get() == OK) {
            return;
        }
        if (soon.isPresent()) {
            throw ServiceFailures.conditionFailed(
                    "writing \"" + address() + "/" + key + "\"", address() + "/" + key, null);
        }
        PutObjectRequest request = writing.put(bucket(), key, headers, length).toBuilder()
                .ifNoneMatch(expected.isNothing() ? "*" : null)
                .ifMatch(quoted(expected.match()))
                .build();
        RequestBody body = RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
        ask("writing", key, () -> client.putObject(request, body));
    }

    @Override
    public LargeUpload upload(String key, ObjectHeaders headers, String temporary) {
        return S3Upload.begin(this, key, headers);
    }

    @Override
    public void copy(ObjectStore source, StoredObject from, String to, ObjectHeaders headers) {
        copy(((S3Store) source).bucket(), from, to, headers);
    }

    @Override
    public void copy(StoredObject from, String to, ObjectHeaders headers) {
        if (from.size() > SIZES.put()) {
            compose(to, headers, List.of(new Piece(from.key(), 0, from.size())), Expected.ANYTHING, "");
            return;
        }
        copy(bucket(), from, to, headers);
    }

    private void copy(String source, StoredObject from, String to, ObjectHeaders headers) {
        CopyObjectRequest request = writing.copy(bucket(), to, headers)
                .sourceBucket(source)
                .sourceKey(from.key())
                .copySourceIfMatch(from.version().isEmpty() ? null : "\"" + from.version() + "\"")
                .metadataDirective(MetadataDirective.REPLACE)
                .build();
        ask("copying", from.key(), () -> client.copyObject(request));
    }

    @Override
    public void compose(String key, ObjectHeaders headers, List<Piece> pieces, Expected expected, String temporary) {
        new S3Composition(this, key, headers).of(pieces, expected);
    }

    @Override
    public void giveUp(String key, String upload) {
        try {
            client.abortMultipartUpload(
                    r -> r.bucket(bucket()).key(key).uploadId(upload).requestPayer(payer()));
        } catch (SdkException e) {
            if (S3Errors.status(e) != 404) {
                throw failure(e, "giving up", key);
            }
        }
    }

    /** A version as an entity tag, or null. */
    static @Nullable String quoted(@Nullable String version) {
        return version == null ? null : "\"" + version + "\"";
    }

    @Override
    public void delete(String key) {
        ask(
                "deleting",
                key,
                () -> client.deleteObject(r -> r.bucket(bucket()).key(key).requestPayer(payer())));
    }

    /** For what the words of the API need. */
    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @Override
    public void close() {
        spoken.close();
    }

    /** Drops the rest of an answer with its connection, instead of reading it to its end. */
    private static final class AbortingStream extends java.io.FilterInputStream {
        private final Runnable abort;
        private boolean ended;

        private AbortingStream(InputStream answer, Runnable abort) {
            super(answer);
            this.abort = abort;
        }

        @Override
        public int read() throws java.io.IOException {
            int read = in.read();
            ended |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws java.io.IOException {
            int read = in.read(into, offset, length);
            ended |= read < 0;
            return read;
        }

        @Override
        public void close() throws java.io.IOException {
            if (!ended) {
                abort.run();
            }
            in.close();
        }
    }
}
