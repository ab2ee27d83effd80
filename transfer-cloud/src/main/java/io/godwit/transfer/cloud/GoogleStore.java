package io.godwit.transfer.cloud;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.PredefinedAcl;
import com.google.cloud.storage.StorageClass;
import com.google.cloud.storage.StorageException;
import io.godwit.spi.Digest;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bucket of Google Cloud Storage. Thread-safe. */
final class GoogleStore implements ObjectStore {
    /** What the service documents: names of 1,024 bytes, 5 TiB; parts are objects of their own here, so there is no least length. */
    private static final Sizes SIZES = new Sizes(8 << 20, 1, Integer.MAX_VALUE, 1024, 5L << 40);

    private static final String TOKEN = "\u0001";

    private final GooglePlace place;
    private final Storage client;
    private final @Nullable PredefinedAcl acl;

    private GoogleStore(GooglePlace place, Storage client, @Nullable PredefinedAcl acl) {
        this.place = place;
        this.client = client;
        this.acl = acl;
    }

    static GoogleStore open(GooglePlace place, WorkContext context) {
        PredefinedAcl acl = place.setting("acl").map(name -> acl(place, name)).orElse(null);
        return new GoogleStore(place, GoogleClients.client(place, context), acl);
    }

    private static PredefinedAcl acl(GooglePlace place, String name) {
        String constant =
                name.replaceAll("([a-z])([A-Z])", "$1_$2").replace('-', '_').toUpperCase(Locale.ROOT);
        for (PredefinedAcl known : PredefinedAcl.values()) {
            if (known.name().equals(constant)) {
                return known;
            }
        }
        throw PlaceRules.bad(
                place.location(),
                "has a setting \"acl\" that Google does not know",
                "It knows private, projectPrivate, publicRead, authenticatedRead, bucketOwnerRead,"
                        + " bucketOwnerFullControl.");
    }

    private <T> T ask(String what, String key, Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failure(e, what, key);
        }
    }

    private MigrationException failure(Throwable e, String what, String key) {
        String shown = address() + "/" + key;
        return GoogleErrors.of(e, what + " \"" + shown + "\"", shown);
    }

    @Override
    public String address() {
        return "gs://" + place.bucket();
    }

    @Override
    public Sizes sizes() {
        return SIZES;
    }

    @Override
    public boolean isSorted() {
        return place.setting("sorted_listing").map(Boolean::parseBoolean).orElse(true);
    }

    @Override
    public boolean canSeek() {
        return true;
    }

    @Override
    public Optional<String> refusal(String key) {
        if (key.indexOf('\r') >= 0 || key.indexOf('\n') >= 0) {
            return Optional.of("it refuses line ends");
        }
        return key.startsWith(".well-known/acme-challenge/")
                ? Optional.of("it keeps \".well-known/acme-challenge/\" to itself")
                : Optional.empty();
    }

    @Override
    public Page list(String prefix, String after, boolean delimiter, int most) {
        List<BlobListOption> options = new ArrayList<>();
        options.add(BlobListOption.prefix(prefix));
        boolean seeking = !after.isEmpty() && !after.startsWith(TOKEN);
        // an offset stands for itself too, where we want what is behind it
        options.add(BlobListOption.pageSize(seeking ? most + 1L : most));
        if (seeking) {
            options.add(BlobListOption.startOffset(after));
        } else if (!after.isEmpty()) {
            options.add(BlobListOption.pageToken(after.substring(1)));
        }
        if (delimiter) {
            options.add(BlobListOption.delimiter("/"));
        }
        place.payer().ifPresent(project -> options.add(BlobListOption.userProject(project)));
        return ask("listing", prefix, () -> {
            com.google.api.gax.paging.Page<Blob> page =
                    client.list(place.bucket(), options.toArray(BlobListOption[]::new));
            List<StoredObject> objects = new ArrayList<>();
            List<String> prefixes = new ArrayList<>();
            for (Blob blob : page.getValues()) {
                if (blob.isDirectory()) {
                    prefixes.add(blob.getName());
                } else if (!blob.getName().equals(after)) {
                    objects.add(object(blob));
                }
            }
            String next = page.getNextPageToken();
            return new Page(objects, prefixes, next == null || next.isEmpty() ? null : TOKEN + next);
        });
    }

    private static StoredObject object(BlobInfo blob) {
        OffsetDateTime made = blob.getUpdateTimeOffsetDateTime();
        Map<String, String> metadata = blob.getMetadata();
        return new StoredObject(
                blob.getName(),
                Objects.requireNonNullElse(blob.getSize(), 0L),
                blob.getGeneration() == null ? "" : Long.toString(blob.getGeneration()),
                made == null ? Instant.EPOCH : made.toInstant(),
                new ObjectHeaders(
                        Objects.requireNonNullElse(blob.getContentType(), ""),
                        Objects.requireNonNullElse(blob.getContentEncoding(), ""),
                        Objects.requireNonNullElse(blob.getCacheControl(), ""),
                        metadata == null ? Map.of() : metadata));
    }

    private Optional<Blob> find(String key) {
        List<BlobGetOption> options = new ArrayList<>();
        place.payer().ifPresent(project -> options.add(BlobGetOption.userProject(project)));
        try {
            return Optional.ofNullable(
                    client.get(BlobId.of(place.bucket(), key), options.toArray(BlobGetOption[]::new)));
        } catch (RuntimeException e) {
            throw failure(e, "looking up", key);
        }
    }

    @Override
    public Optional<Digest> kept(String key) {
        return find(key)
                .filter(blob -> blob.getCrc32c() != null
                        && !ObjectEntries.isLink(object(blob).known()))
                .map(blob -> Digest.of(ContentSum.CRC32C, Base64.getDecoder().decode(blob.getCrc32c())));
    }

    @Override
    public Optional<StoredObject> head(String key) {
        return find(key).map(GoogleStore::object);
    }

    @Override
    public Optional<Reading> read(String key, long offset, long length, @Nullable String version) {
        Optional<Blob> found = find(key);
        if (found.isEmpty()) {
            requireBucket(key);
            return Optional.empty();
        }
        Blob blob = found.get();
        StoredObject object = object(blob);
        if (version != null && !version.equals(object.version())) {
            throw TreeFailures.changed(key);
        }
        if (length == 0 || object.size() == 0) {
            return Optional.of(new Reading(object, InputStream.nullInputStream()));
        }
        boolean whole = offset == 0 && (length < 0 || length == object.size());
        List<BlobSourceOption> options = new ArrayList<>();
        options.add(BlobSourceOption.shouldReturnRawInputStream(true));
        place.payer().ifPresent(project -> options.add(BlobSourceOption.userProject(project)));
        try {
            ReadChannel channel = client.reader(blob.getBlobId(), options.toArray(BlobSourceOption[]::new));
            if (offset > 0) {
                channel.seek(offset);
            }
            if (length >= 0) {
                channel.limit(offset + length);
            }
            channel.setChunkSize((int) Math.min(2 << 20, Math.max(256 << 10, object.size())));
            InputStream content = new ChannelContent(Channels.newInputStream(channel), key);
            return Optional.of(new Reading(
                    object,
                    whole && blob.getCrc32c() != null
                            ? new SummedStream(
                                    content,
                                    object.size(),
                                    ContentSum.crc32c(),
                                    blob.getCrc32c(),
                                    address() + "/" + key)
                            : content));
        } catch (IOException | RuntimeException e) {
            throw failure(e, "reading", key);
        }
    }

    private void requireBucket(String key) {
        try {
            client.list(place.bucket(), BlobListOption.prefix(key), BlobListOption.pageSize(1));
        } catch (RuntimeException e) {
            if (GoogleErrors.status(e) == 404) {
                throw ServiceFailures.noBucket("reading \"" + address() + "/" + key + "\"", address(), e);
            }
            throw failure(e, "reading", key);
        }
    }

    /** Tells a vanished object from a lost connection while it is read. */
    private final class ChannelContent extends java.io.FilterInputStream {
        private final String key;

        private ChannelContent(InputStream in, String key) {
            super(in);
            this.key = key;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return in.read(into, offset, length);
            } catch (IOException e) {
                if (GoogleErrors.status(e) == 404) {
                    throw TreeFailures.changed(key);
                }
                throw e;
            } catch (StorageException e) {
                throw GoogleErrors.status(e) == 404 ? TreeFailures.changed(key) : failure(e, "reading", key);
            }
        }
    }

    private BlobInfo info(String key, ObjectHeaders headers) {
        BlobInfo.Builder info = BlobInfo.newBuilder(BlobId.of(place.bucket(), key))
                .setContentType(orNull(headers.contentType()))
                .setContentEncoding(orNull(headers.contentEncoding()))
                .setCacheControl(orNull(headers.cacheControl()))
                .setMetadata(headers.metadata());
        place.setting("storage_class").ifPresent(name -> info.setStorageClass(StorageClass.valueOf(name)));
        return info.build();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private BlobTargetOption[] target(Expected expected) {
        List<BlobTargetOption> options = new ArrayList<>();
        String match = expected.match();
        if (expected.isNothing()) {
            options.add(BlobTargetOption.doesNotExist());
        } else if (match != null) {
            options.add(BlobTargetOption.generationMatch(Long.parseLong(match)));
        }
        if (acl != null) {
            options.add(BlobTargetOption.predefinedAcl(acl));
        }
        place.setting("kms_key").ifPresent(key -> options.add(BlobTargetOption.kmsKeyName(key)));
        place.payer().ifPresent(project -> options.add(BlobTargetOption.userProject(project)));
        return options.toArray(BlobTargetOption[]::new);
    }

    @Override
    public void put(String key, ObjectHeaders headers, byte[] bytes, int length, Expected expected) {
        // the client sends the content's checksum beside it, and the service refuses what differs
        ask("writing", key, () -> client.create(info(key, headers), bytes, 0, length, target(expected)));
    }

    @Override
    public LargeUpload upload(String key, ObjectHeaders headers, String temporary) {
        return new GoogleUpload(this, key, headers, temporary);
    }

    @Override
    public void copy(StoredObject from, String to, ObjectHeaders headers) {
        if (from.key().equals(to)) {
            ask("changing", to, () -> client.update(info(to, headers)));
            return;
        }
        copy(place.bucket(), from, to, headers);
    }

    @Override
    public void copy(ObjectStore source, StoredObject from, String to, ObjectHeaders headers) {
        copy(((GoogleStore) source).place.bucket(), from, to, headers);
    }

    private void copy(String bucket, StoredObject from, String to, ObjectHeaders headers) {
        BlobId source = from.version().isEmpty()
                ? BlobId.of(bucket, from.key())
                : BlobId.of(bucket, from.key(), Long.parseLong(from.version()));
        List<BlobSourceOption> options = new ArrayList<>();
        place.payer().ifPresent(project -> options.add(BlobSourceOption.userProject(project)));
        Storage.CopyRequest request = Storage.CopyRequest.newBuilder()
                .setSource(source)
                .setSourceOptions(options)
                .setTarget(info(to, headers), target(Expected.ANYTHING))
                .build();
        ask("copying", from.key(), () -> client.copy(request).getResult());
    }

    @Override
    public void compose(String key, ObjectHeaders headers, List<Piece> pieces, Expected expected, String temporary) {
        new GoogleComposition(this, temporary).of(key, headers, pieces, expected);
    }

    /** Joins up to 32 objects into one. */
    void join(String key, ObjectHeaders headers, List<String> parts, Expected expected) {
        Storage.ComposeRequest request = Storage.ComposeRequest.newBuilder()
                .addSource(parts)
                .setTarget(info(key, headers))
                .setTargetOptions(target(expected))
                .build();
        ask("joining the parts of", key, () -> client.compose(request));
    }

    @Override
    public void delete(String key) {
        List<BlobSourceOption> options = new ArrayList<>();
        place.payer().ifPresent(project -> options.add(BlobSourceOption.userProject(project)));
        ask(
                "deleting",
                key,
                () -> client.delete(BlobId.of(place.bucket(), key), options.toArray(BlobSourceOption[]::new)));
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw failure(e, "closing", "");
        }
    }
}
