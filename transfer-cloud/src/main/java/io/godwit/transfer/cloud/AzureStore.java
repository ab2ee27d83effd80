package io.godwit.transfer.cloud;

import com.azure.core.exception.AzureException;
import com.azure.core.http.rest.PagedIterable;
import com.azure.core.http.rest.PagedResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.core.util.polling.SyncPoller;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.models.AccessTier;
import com.azure.storage.blob.models.BlobBeginCopySourceRequestConditions;
import com.azure.storage.blob.models.BlobCopyInfo;
import com.azure.storage.blob.models.BlobDownloadContentResponse;
import com.azure.storage.blob.models.BlobDownloadHeaders;
import com.azure.storage.blob.models.BlobHttpHeaders;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobItemProperties;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.BlobProperties;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.options.BlobBeginCopyOptions;
import com.azure.storage.blob.options.BlockBlobSimpleUploadOptions;
import com.azure.storage.blob.specialized.BlockBlobClient;
import io.godwit.spi.Digest;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A container of Azure's blob storage. Thread-safe. */
final class AzureStore implements ObjectStore {
    /** What the service documents: 50,000 blocks of up to 4,000 MiB; names of 1,024 characters; 5,000 MiB at once. */
    private static final Sizes SIZES = new Sizes(8 << 20, 1, 50_000, 1024, 5000L << 20);
    /** As long as a range may be whose checksum the service tells. */
    private static final int RANGE = 4 << 20;

    private final AzurePlace place;
    private final BlobContainerClient container;
    private final Map<String, String> tags;
    private final @Nullable AccessTier tier;

    private AzureStore(AzurePlace place, BlobContainerClient container) {
        this.place = place;
        this.container = container;
        this.tags = PlaceRules.tags(place.location());
        this.tier = place.setting("storage_class").map(AccessTier::fromString).orElse(null);
    }

    static AzureStore open(AzurePlace place, WorkContext context) {
        try {
            return new AzureStore(
                    place,
                    AzureClients.builder(place, context).buildClient().getBlobContainerClient(place.container()));
        } catch (IllegalArgumentException | IllegalStateException | AzureException e) {
            throw ServiceFailures.badCredentials(
                    place.location(), "do not fit together", "Check account, endpoint and credentials.");
        }
    }

    BlockBlobClient blob(String key) {
        // the client would take a trailing slash away
        return container.getBlobClient(key).getBlockBlobClient();
    }

    Map<String, String> tags() {
        return tags;
    }

    @Nullable
    AccessTier tier() {
        return tier;
    }

    /** Makes a request and says in our words why it failed. */
    <T> T ask(String what, String key, Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failure(e, what, key);
        }
    }

    private MigrationException failure(RuntimeException e, String what, String key) {
        String shown = address() + "/" + key;
        return AzureErrors.of(e, what + " \"" + shown + "\"", shown);
    }

    @Override
    public String address() {
        return "azblob://" + place.container();
    }

    @Override
    public Sizes sizes() {
        return SIZES;
    }

    @Override
    public boolean isSorted() {
        return PlaceRules.is(place.location(), "sorted_listing");
    }

    @Override
    public boolean canSeek() {
        return false;
    }

    @Override
    public Optional<String> refusal(String key) {
        if (key.contains("\\")) {
            return Optional.of("it would turn backslashes into slashes");
        }
        if (key.chars().anyMatch(c -> c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff)) {
            return Optional.of("it refuses control characters");
        }
        String[] names = key.split("/", -1);
        for (String name : names) {
            if (name.endsWith(".")) {
                return Optional.of("it refuses names that end with a dot");
            }
        }
        return names.length > 254 ? Optional.of("it refuses paths of more than 254 names") : Optional.empty();
    }

    @Override
    public Page list(String prefix, String after, boolean delimiter, int most) {
        ListBlobsOptions options = new ListBlobsOptions()
                .setPrefix(prefix.isEmpty() ? null : prefix)
                .setMaxResultsPerPage(most)
                .setDetails(new BlobListDetails().setRetrieveMetadata(true));
        String token = after.isEmpty() ? null : after;
        return ask("listing", prefix, () -> {
            PagedIterable<BlobItem> listing =
                    delimiter ? container.listBlobsByHierarchy("/", options, null) : container.listBlobs(options, null);
            PagedResponse<BlobItem> page =
                    listing.iterableByPage(token, most).iterator().next();
            List<StoredObject> objects = new ArrayList<>();
            List<String> prefixes = new ArrayList<>();
            for (BlobItem item : page.getValue()) {
                if (Boolean.TRUE.equals(item.isPrefix())) {
                    prefixes.add(item.getName());
                } else {
                    objects.add(object(item));
                }
            }
            String next = page.getContinuationToken();
            return new Page(objects, prefixes, next == null || next.isEmpty() ? null : next);
        });
    }

    private static StoredObject object(BlobItem item) {
        BlobItemProperties said = item.getProperties();
        return new StoredObject(
                item.getName(),
                Objects.requireNonNullElse(said.getContentLength(), 0L),
                version(said.getETag()),
                time(said.getLastModified()),
                headers(said.getContentType(), said.getContentEncoding(), said.getCacheControl(), item.getMetadata()));
    }

    private static String version(@Nullable String etag) {
        return Objects.requireNonNullElse(etag, "").replace("\"", "");
    }

    private static Instant time(@Nullable OffsetDateTime modified) {
        return modified == null ? Instant.EPOCH : modified.toInstant();
    }

    private static ObjectHeaders headers(
            @Nullable String type,
            @Nullable String encoding,
            @Nullable String cache,
            @Nullable Map<String, String> metadata) {
        Map<String, String> words = new LinkedHashMap<>();
        if (metadata != null) {
            metadata.forEach((name, value) -> words.put(AzureWords.ours(name), value));
        }
        return new ObjectHeaders(
                Objects.requireNonNullElse(type, ""),
                Objects.requireNonNullElse(encoding, ""),
                Objects.requireNonNullElse(cache, ""),
                words);
    }

    @Override
    public Optional<Digest> kept(String key) {
        return head(key)
                .filter(object -> !ObjectEntries.isLink(object.known()))
                .flatMap(KeptSum::read)
                .map(KeptSum::digest);
    }

    @Override
    public Optional<StoredObject> head(String key) {
        try {
            BlobProperties said = blob(key).getProperties();
            return Optional.of(new StoredObject(
                    key,
                    said.getBlobSize(),
                    version(said.getETag()),
                    time(said.getLastModified()),
                    headers(
                            said.getContentType(),
                            said.getContentEncoding(),
                            said.getCacheControl(),
                            said.getMetadata())));
        } catch (RuntimeException e) {
            if (AzureErrors.status(e) == 404 && !AzureErrors.code(e).equals("ContainerNotFound")) {
                return Optional.empty();
            }
            throw failure(e, "looking up", key);
        }
    }

    @Override
    public Optional<Reading> read(String key, long offset, long length, @Nullable String version) {
        if (length == 0) {
            return head(key).map(object -> new Reading(object, InputStream.nullInputStream()));
        }
        long wish = length < 0 ? RANGE : Math.min(length, RANGE);
        Chunk first;
        try {
            first = chunk(key, offset, wish, version);
        } catch (MigrationException e) {
            if (e.code().equals("tree.vanished")) {
                return Optional.empty();
            }
            Optional<StoredObject> object =
                    e.code().equals("tree.changed") && length < 0 ? head(key) : Optional.empty();
            if (object.isPresent() && object.get().size() == 0) {
                return Optional.of(new Reading(object.get(), InputStream.nullInputStream())); // it has no range at all
            }
            throw e;
        }
        long whole = length < 0 ? first.object().size() - offset : length;
        return Optional.of(new Reading(
                first.object(),
                new RangeStream(
                        first.bytes(),
                        whole,
                        RANGE,
                        (from, count) -> chunk(
                                        key,
                                        offset + from,
                                        count,
                                        first.object().version())
                                .bytes())));
    }

    private record Chunk(StoredObject object, BinaryData content) {
        byte[] bytes() {
            return content.toBytes();
        }
    }

    private Chunk chunk(String key, long offset, long count, @Nullable String version) {
        BlobRequestConditions conditions = new BlobRequestConditions();
        if (version != null) {
            conditions.setIfMatch("\"" + version + "\"");
        }
        try {
            BlobDownloadContentResponse answer = blob(key)
                    .downloadContentWithResponse(
                            null, conditions, new BlobRange(offset, count), true, null, Context.NONE);
            byte[] bytes = answer.getValue().toBytes();
            BlobDownloadHeaders said = answer.getDeserializedHeaders();
            byte[] sum = said.getContentMd5();
            boolean whole = said.getContentLength() != null && said.getContentLength() == bytes.length;
            if (sum != null && whole && !Arrays.equals(sum, AzureWords.md5(bytes, bytes.length))) {
                throw ServiceFailures.damaged(address() + "/" + key, new java.io.IOException("MD5 differs"));
            }
            String range = Objects.requireNonNullElse(said.getContentRange(), "");
            long size = range.matches("bytes .*/\\d+")
                    ? Long.parseLong(range.substring(range.lastIndexOf('/') + 1))
                    : bytes.length;
            return new Chunk(
                    new StoredObject(
                            key,
                            size,
                            version(said.getETag()),
                            time(said.getLastModified()),
                            headers(
                                    said.getContentType(),
                                    said.getContentEncoding(),
                                    said.getCacheControl(),
                                    said.getMetadata())),
                    answer.getValue());
        } catch (RuntimeException e) {
            int status = AzureErrors.status(e);
            if (status == 404 && !AzureErrors.code(e).equals("ContainerNotFound")) {
                throw TreeFailures.vanished(key);
            }
            if (status == 412) {
                throw head(key).isEmpty() ? TreeFailures.vanished(key) : TreeFailures.changed(key);
            }
            if (status == 416) {
                throw TreeFailures.changed(key);
            }
            throw failure(e, "reading", key);
        }
    }

    BlobHttpHeaders http(ObjectHeaders headers) {
        return new BlobHttpHeaders()
                .setContentType(orNull(headers.contentType()))
                .setContentEncoding(orNull(headers.contentEncoding()))
                .setCacheControl(orNull(headers.cacheControl()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static BlobRequestConditions conditions(Expected expected) {
        BlobRequestConditions conditions = new BlobRequestConditions();
        if (expected.isNothing()) {
            conditions.setIfNoneMatch("*");
        } else if (expected.match() != null) {
            conditions.setIfMatch("\"" + expected.match() + "\"");
        }
        return conditions;
    }

    @Override
    public void put(String key, ObjectHeaders headers, byte[] bytes, int length, Expected expected) {
        byte[] sum = AzureWords.md5(bytes, length);
        BlockBlobSimpleUploadOptions options = new BlockBlobSimpleUploadOptions(
                        BinaryData.fromStream(new ByteArrayInputStream(bytes, 0, length), (long) length)
                                .toReplayableBinaryData())
                .setHeaders(http(headers).setContentMd5(sum))
                .setContentMd5(sum)
                .setMetadata(AzureWords.theirs(KeptSum.in(headers.metadata(), KeptSum.of(bytes, length))))
                .setTags(tags.isEmpty() ? null : tags)
                .setTier(tier)
                .setRequestConditions(conditions(expected));
        ask("writing", key, () -> blob(key).uploadWithResponse(options, null, Context.NONE));
    }

    @Override
    public LargeUpload upload(String key, ObjectHeaders headers, String temporary) {
        return new AzureUpload(this, key, headers);
    }

    @Override
    public void copy(StoredObject from, String to, ObjectHeaders headers) {
        Map<String, String> words = AzureWords.theirs(headers.metadata());
        if (from.key().equals(to)) {
            BlobRequestConditions same = conditions(Expected.of(from));
            ask("changing", to, () -> blob(to).setMetadataWithResponse(words, same, null, Context.NONE));
            return;
        }
        copy(source(from.key()), from, to, headers);
    }

    @Override
    public void copy(ObjectStore source, StoredObject from, String to, ObjectHeaders headers) {
        copy(((AzureStore) source).source(from.key()), from, to, headers);
    }

    private void copy(String source, StoredObject from, String to, ObjectHeaders headers) {
        BlobBeginCopyOptions options = new BlobBeginCopyOptions(source)
                .setMetadata(AzureWords.theirs(headers.metadata()))
                .setTags(tags.isEmpty() ? null : tags)
                .setTier(tier)
                .setPollInterval(Duration.ofMillis(200))
                .setSourceRequestConditions(
                        from.version().isEmpty()
                                ? null
                                : new BlobBeginCopySourceRequestConditions().setIfMatch("\"" + from.version() + "\""));
        ask("copying", from.key(), () -> {
            SyncPoller<BlobCopyInfo, Void> copy = blob(to).beginCopy(options);
            copy.waitForCompletion();
            return null;
        });
    }

    /** Where the service itself finds an object; a signature of the container's client stands in it already. */
    String source(String key) {
        return blob(key).getBlobUrl();
    }

    @Override
    public void compose(String key, ObjectHeaders headers, List<Piece> pieces, Expected expected, String temporary) {
        AzureUpload upload = new AzureUpload(this, key, headers);
        int number = 1;
        for (Piece piece : pieces) {
            number = upload.take(number, piece);
        }
        upload.complete(expected);
    }

    @Override
    public void delete(String key) {
        try {
            blob(key).delete();
        } catch (RuntimeException e) {
            if (AzureErrors.status(e) != 404 || AzureErrors.code(e).equals("ContainerNotFound")) {
                throw failure(e, "deleting", key);
            }
        }
    }

    @Override
    public void close() {
        // the client holds nothing that has an end
    }
}
