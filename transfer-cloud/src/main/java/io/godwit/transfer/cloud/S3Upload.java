package io.godwit.transfer.cloud;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A multipart upload. Thread-safe. */
final class S3Upload implements ObjectStore.LargeUpload {
    private final S3Store store;
    private final String key;
    private final String id;
    private final ConcurrentSkipListMap<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();

    private S3Upload(S3Store store, String key, String id) {
        this.store = store;
        this.key = key;
        this.id = id;
    }

    static S3Upload begin(S3Store store, String key, ObjectHeaders headers) {
        String id = store.ask(
                "beginning to write",
                key,
                () -> store.client()
                        .createMultipartUpload(store.writing().upload(store.bucket(), key, headers))
                        .uploadId());
        return new S3Upload(store, key, id);
    }

    @Override
    public void part(int number, byte[] bytes, int length) {
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(store.bucket())
                .key(key)
                .uploadId(id)
                .partNumber(number)
                .contentLength((long) length)
                .requestPayer(store.payer())
                .build();
        RequestBody body = RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
        UploadPartResponse answer = store.ask(
                "writing part " + number + " of", key, () -> store.client().uploadPart(request, body));
        parts.put(
                number,
                CompletedPart.builder()
                        .partNumber(number)
                        .eTag(answer.eTag())
                        .checksumCRC32(answer.checksumCRC32())
                        .checksumCRC32C(answer.checksumCRC32C())
                        .checksumCRC64NVME(answer.checksumCRC64NVME())
                        .checksumSHA256(answer.checksumSHA256())
                        .build());
    }

    /** Takes a part from another object, within the service. */
    void part(int number, ObjectStore.Piece piece) {
        UploadPartCopyRequest request = UploadPartCopyRequest.builder()
                .sourceBucket(store.bucket())
                .sourceKey(piece.key())
                .copySourceRange("bytes=" + piece.offset() + "-" + (piece.offset() + piece.length() - 1))
                .destinationBucket(store.bucket())
                .destinationKey(key)
                .uploadId(id)
                .partNumber(number)
                .requestPayer(store.payer())
                .build();
        String etag = store.ask(
                "joining part " + number + " of",
                key,
                () -> store.client().uploadPartCopy(request).copyPartResult().eTag());
        parts.put(number, CompletedPart.builder().partNumber(number).eTag(etag).build());
    }

    @Override
    public void complete() {
        List<CompletedPart> all = List.copyOf(parts.values());
        store.ask(
                "completing",
                key,
                () -> store.client()
                        .completeMultipartUpload(r -> r.bucket(store.bucket())
                                .key(key)
                                .uploadId(id)
                                .requestPayer(store.payer())
                                .multipartUpload(upload -> upload.parts(all))));
    }

    @Override
    public void abort() {
        store.ask(
                "giving up",
                key,
                () -> store.client()
                        .abortMultipartUpload(r ->
                                r.bucket(store.bucket()).key(key).uploadId(id).requestPayer(store.payer())));
    }
}
