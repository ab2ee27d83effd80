package io.godwit.transfer.cloud;

import static io.godwit.transfer.cloud.S3Store.orNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectCannedACL;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.RequestPayer;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.StorageClass;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** What the location asks of every object that is written, in each of the three requests that can make one. */
final class S3Writing {
    private final @Nullable String storageClass;
    private final @Nullable ServerSideEncryption encryption;
    private final @Nullable String kmsKey;
    private final @Nullable ObjectCannedACL acl;
    private final @Nullable RequestPayer payer;
    private final @Nullable String tags;
    private final @Nullable ChecksumAlgorithm sums;

    S3Writing(S3Place place) {
        this.storageClass = place.setting("storage_class").orElse(null);
        this.encryption = place.setting("kms_key").isPresent()
                ? ServerSideEncryption.AWS_KMS
                : place.setting("encryption")
                        .map(ServerSideEncryption::fromValue)
                        .orElse(null);
        this.kmsKey = place.setting("kms_key").orElse(null);
        this.acl = place.setting("acl").map(ObjectCannedACL::fromValue).orElse(null);
        this.tags = place.setting("tags").map(S3Writing::tagging).orElse(null);
        this.sums = place.setting("checksums").orElse("always").equals("required") ? null : ChecksumAlgorithm.CRC32_C;
        this.payer = place.is("requester_pays") ? RequestPayer.REQUESTER : null;
    }

    /** What the parts of an upload are summed with, told at its beginning as well; null where the service knows none. */
    @Nullable
    ChecksumAlgorithm sums() {
        return sums;
    }

    private static String tagging(String tags) {
        return PlaceRules.tags(tags).entrySet().stream()
                .map(tag -> escaped(tag.getKey()) + "=" + escaped(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String escaped(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8).replace("+", "%20");
    }

    PutObjectRequest put(String bucket, String key, ObjectHeaders headers, long length) {
        return PutObjectRequest.builder()
                // the service checks it and keeps it, so that verifying need not read the object
                .checksumAlgorithm(sums == null ? null : ChecksumAlgorithm.SHA256)
                .bucket(bucket)
                .key(key)
                .contentLength(length)
                .contentType(orNull(headers.contentType()))
                .contentEncoding(orNull(headers.contentEncoding()))
                .cacheControl(orNull(headers.cacheControl()))
                .metadata(headers.metadata())
                .storageClass(storageClass)
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKey)
                .acl(acl)
                .tagging(tags)
                .requestPayer(payer)
                .build();
    }

    /** The same as the headers of a request, with names in lower case. */
    Map<String, String> words(ObjectHeaders headers, ObjectStore.Expected expected) {
        Map<String, String> words = new LinkedHashMap<>();
        add(words, "content-type", orNull(headers.contentType()));
        add(words, "content-encoding", orNull(headers.contentEncoding()));
        add(words, "cache-control", orNull(headers.cacheControl()));
        headers.metadata().forEach((name, value) -> words.put("x-amz-meta-" + name.toLowerCase(Locale.ROOT), value));
        add(words, "x-amz-storage-class", storageClass);
        add(words, "x-amz-server-side-encryption", encryption == null ? null : encryption.toString());
        add(words, "x-amz-server-side-encryption-aws-kms-key-id", kmsKey);
        add(words, "x-amz-acl", acl == null ? null : acl.toString());
        add(words, "x-amz-tagging", tags);
        add(words, "x-amz-request-payer", payer == null ? null : payer.toString());
        add(words, "if-none-match", expected.isNothing() ? "*" : null);
        add(words, "if-match", S3Store.quoted(expected.match()));
        return words;
    }

    private static void add(Map<String, String> words, String name, @Nullable String value) {
        if (value != null) {
            words.put(name, value);
        }
    }

    CreateMultipartUploadRequest upload(
            String bucket, String key, ObjectHeaders headers, @Nullable ChecksumAlgorithm algorithm) {
        return CreateMultipartUploadRequest.builder()
                .checksumAlgorithm(algorithm)
                // one of the whole content, so that verifying need not read the object
                .checksumType(algorithm == null ? null : ChecksumType.FULL_OBJECT)
                .bucket(bucket)
                .key(key)
                .contentType(orNull(headers.contentType()))
                .contentEncoding(orNull(headers.contentEncoding()))
                .cacheControl(orNull(headers.cacheControl()))
                .metadata(headers.metadata())
                .storageClass(storageClass == null ? null : StorageClass.fromValue(storageClass))
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKey)
                .acl(acl)
                .tagging(tags)
                .requestPayer(payer)
                .build();
    }

    CopyObjectRequest.Builder copy(String bucket, String key, ObjectHeaders headers) {
        return CopyObjectRequest.builder()
                .taggingDirective(tags == null ? TaggingDirective.COPY : TaggingDirective.REPLACE)
                .destinationBucket(bucket)
                .destinationKey(key)
                .contentType(orNull(headers.contentType()))
                .contentEncoding(orNull(headers.contentEncoding()))
                .cacheControl(orNull(headers.cacheControl()))
                .metadata(headers.metadata())
                .storageClass(storageClass)
                .serverSideEncryption(encryption)
                .ssekmsKeyId(kmsKey)
                .acl(acl)
                .tagging(tags)
                .requestPayer(payer);
    }
}
