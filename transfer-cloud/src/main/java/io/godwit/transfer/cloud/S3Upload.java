package io.godwit.transfer.cloud;

import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CopyPartResult;
import software.amazon.awssdk.services.s3.model.UploadPartCopyRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** A multipart upload. Thread-safe. */
final class S3Upload implements ObjectStore.LargeUpload {
    private final S3Store store;
    private final String key;
    private final String id;
    private final @Nullable ChecksumAlgorithm sums;
    private final ConcurrentSkipListMap<Integer, CompletedPart> parts = new ConcurrentSkipListMap<>();

    private S3Upload(S3Store store, String key, String id, @Nullable ChecksumAlgorithm sums) {
        this.sums = sums;
        this.store = store;
        this.key = key;
        this.id = id;
    }

    /** An upload of bytes from here. */
    static S3Upload begin(S3Store store, String key, ObjectHeaders headers) {
        return begin(store, key, headers, store.writing().sums());
    }

    /** An upload that joins ranges of objects of the service, without a sum that would be ours to judge by. */
    static S3Upload joining(S3Store store, String key, ObjectHeaders headers) {
        return begin(store, key, headers, null);
    }

    private static S3Upload begin(S3Store store, String key, ObjectHeaders headers, @Nullable ChecksumAlgorithm sums) {
        String id = store.ask(
                "beginning to write",
                key,
                () -> store.client()
                        .createMultipartUpload(store.writing().upload(store.bucket(), key, headers, sums))
                        .uploadId());
        return new S3Upload(store, key, id, sums);
    }

    @Override
    public void part(int number, byte[] bytes, int length) {
        UploadPartRequest request = UploadPartRequest.builder()
                .bucket(store.bucket())
                .key(key)
                .uploadId(id)
                .partNumber(number)
                .contentLength((long) length)
                .checksumAlgorithm(sums)
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
                        .checksumCRC32C(sums == null ? null : answer.checksumCRC32C())
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
        CopyPartResult copied = store.ask(
                "joining part " + number + " of",
                key,
                () -> store.client().uploadPartCopy(request).copyPartResult());
        parts.put(
                number,
                CompletedPart.builder()
                        .partNumber(number)
                        .eTag(copied.eTag())
                        .checksumCRC32C(sums == null ? null : copied.checksumCRC32C())
                        .build());
    }

    @Override
    public void complete(ObjectStore.Expected expected) {
        List<CompletedPart> all = List.copyOf(parts.values());
        store.ask(
                "completing",
                key,
                () -> store.client()
                        .completeMultipartUpload(r -> r.bucket(store.bucket())
                                .key(key)
                                .uploadId(id)
                                .requestPayer(store.payer())
                                .checksumType(sums == null ? null : ChecksumType.FULL_OBJECT)
                                .ifNoneMatch(expected.isNothing() ? "*" : null)
                                .ifMatch(S3Store.quoted(expected.match()))
                                .multipartUpload(upload -> upload.parts(all))));
    }

    @Override
    public String id() {
        return id;
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
