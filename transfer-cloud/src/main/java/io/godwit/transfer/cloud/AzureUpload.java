package io.godwit.transfer.cloud;

import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.options.BlockBlobCommitBlockListOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockFromUrlOptions;
import com.azure.storage.blob.options.BlockBlobStageBlockOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** Blocks of a blob that are staged and then committed. What is never committed the service forgets after a week. Thread-safe. */
final class AzureUpload implements ObjectStore.LargeUpload {
    private static final int BLOCK = 8 << 20;

    private final AzureStore store;
    private final String key;
    private final ObjectHeaders headers;
    /** Two uploads of one blob do not take each other's blocks. */
    private final String run = UUID.randomUUID().toString();

    private final ConcurrentSkipListMap<Integer, String> blocks = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Integer, Optional<KeptSum>> sums = new ConcurrentSkipListMap<>();

    AzureUpload(AzureStore store, String key, ObjectHeaders headers) {
        this.store = store;
        this.key = key;
        this.headers = headers;
    }

    private String name(int number) {
        return Base64.getEncoder()
                .encodeToString((run + String.format("%08d", number)).getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void part(int number, byte[] bytes, int length) {
        String name = name(number);
        BlockBlobStageBlockOptions options = new BlockBlobStageBlockOptions(
                        name,
                        BinaryData.fromStream(new ByteArrayInputStream(bytes, 0, length), (long) length)
                                .toReplayableBinaryData())
                .setContentMd5(AzureWords.md5(bytes, length));
        store.ask(
                "writing part " + number + " of",
                key,
                () -> store.blob(key).stageBlockWithResponse(options, null, Context.NONE));
        blocks.put(number, name);
        sums.put(number, Optional.of(KeptSum.of(bytes, length)));
    }

    /** Takes a part from another blob: within the service, or through here where it cannot do that. */
    int take(int number, ObjectStore.Piece piece) {
        String name = name(number);
        try {
            store.blob(key)
                    .stageBlockFromUrlWithResponse(
                            new BlockBlobStageBlockFromUrlOptions(name, store.source(piece.key()))
                                    .setSourceRange(new BlobRange(piece.offset(), piece.length())),
                            null,
                            Context.NONE);
            blocks.put(number, name);
            sums.put(
                    number,
                    store.head(piece.key())
                            .flatMap(KeptSum::read)
                            .filter(sum -> piece.offset() == 0 && sum.length() == piece.length()));
            return number + 1;
        } catch (RuntimeException e) {
            int status = AzureErrors.status(e);
            if (status < 400 || status == 404 || status == 429 || (status >= 500 && status != 501)) {
                throw AzureErrors.of(e, "joining part " + number + " of \"" + key + "\"", key);
            }
            return relay(number, piece);
        }
    }

    private int relay(int first, ObjectStore.Piece piece) {
        int number = first;
        ObjectStore.Reading reading = store.read(piece.key(), piece.offset(), piece.length(), null)
                .orElseThrow(() -> TreeFailures.vanished(piece.key()));
        try (InputStream content = reading.content()) {
            for (long done = 0; done < piece.length(); ) {
                byte[] bytes = content.readNBytes((int) Math.min(BLOCK, piece.length() - done));
                if (bytes.length == 0) {
                    throw TreeFailures.endedEarly(piece.key(), done, piece.length());
                }
                part(number++, bytes, bytes.length);
                done += bytes.length;
            }
            return number;
        } catch (IOException e) {
            throw ObjectContent.lost(piece.key(), e);
        }
    }

    @Override
    public void complete(ObjectStore.Expected expected) {
        BlockBlobCommitBlockListOptions options = new BlockBlobCommitBlockListOptions(List.copyOf(blocks.values()))
                .setHeaders(store.http(headers))
                .setMetadata(AzureWords.theirs(KeptSum.in(headers.metadata(), whole())))
                .setTags(store.tags().isEmpty() ? null : store.tags())
                .setTier(store.tier())
                .setRequestConditions(AzureStore.conditions(expected));
        store.ask("completing", key, () -> store.blob(key).commitBlockListWithResponse(options, null, Context.NONE));
    }

    /** The sum of all parts, each of which the service checked when it came; null where one of them is not known. */
    private @Nullable KeptSum whole() {
        KeptSum whole = KeptSum.NOTHING;
        for (Optional<KeptSum> sum : sums.values()) {
            if (sum.isEmpty()) {
                return null;
            }
            whole = whole.then(sum.get());
        }
        return whole;
    }

    @Override
    public void abort() {
        sums.clear();
        blocks.clear(); // staged blocks are in no blob, and go by themselves
    }
}
