package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.Access;
import io.godwit.spi.ByteRange;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.Finding;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** What is S3's own, against a server; both have the same bucket. */
abstract class S3StoreRules {
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);

    private TckContext context;
    private Location place;
    private WritableFileTree tree;
    private S3Store store;
    private String prefix;

    /** A place on the server. */
    abstract Location place(String uri);

    abstract TckContext context();

    @BeforeEach
    void open() {
        context = context();
        place = place("s3://" + CloudLab.BUCKET + "/" + UUID.randomUUID() + "/site");
        tree = (WritableFileTree) new S3TransferMethod().open(place, Access.WRITE, context);
        store = S3Store.open(S3Place.of(place), context);
        prefix = new Keys(S3Place.of(place).prefix(), 1024, key -> java.util.Optional.empty()).prefix();
    }

    @AfterEach
    void close() {
        tree.close();
        store.close();
    }

    private static EntryStream.Found file(String path, FileContent content, long size) {
        return new EntryStream.Found(
                TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                        .size(size)
                        .mode(0640)
                        .modified(Instant.parse("2020-02-02T02:02:02.5Z"))
                        .build(),
                content);
    }

    private List<EntryResult> write(EntryStream.Item... items) {
        try (EntryStream stream = TestContents.stream(List.of(items))) {
            return tree.write(stream, TOKEN, context);
        }
    }

    private byte[] read(String path) {
        TreeEntry entry = tree.stat(List.of(TreePath.of(path)), context).get(0).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), context)) {
            return TestContents.readAll(((EntryStream.Found) stream.next().orElseThrow()).content());
        }
    }

    private List<MultipartUpload> unfinished() {
        return store.client()
                .listMultipartUploads(r -> r.bucket(CloudLab.BUCKET).prefix(prefix))
                .uploads();
    }

    @Test
    void largeContentsGoOverInPartsAlsoWhereTheirLengthIsNotKnown() {
        byte[] large = TestContents.random(1, (20 << 20) + 12_345);
        byte[] whole = TestContents.random(2, 16 << 20);

        List<EntryResult> results = write(
                file("large", TestContents.of(large), large.length),
                file("of-unknown-length", TestContents.ofUnknownSize(large), 0),
                file("of-whole-parts", TestContents.ofUnknownSize(whole), 0));

        assertThat(results).allSatisfy(result -> assertThat(result.failure()).isEmpty());
        assertThat(Arrays.equals(read("large"), large)).isTrue();
        assertThat(Arrays.equals(read("of-unknown-length"), large)).isTrue();
        assertThat(Arrays.equals(read("of-whole-parts"), whole)).isTrue();
        assertThat(unfinished()).isEmpty();
        TreeEntry entry =
                tree.stat(List.of(TreePath.of("large")), context).get(0).orElseThrow();
        assertThat(entry.mode()).hasValue(0640);
        assertThat(entry.modified()).contains(Instant.parse("2020-02-02T02:02:02.5Z"));
    }

    @Test
    void aLargeContentThatFailsLeavesNoPartsBehind() {
        byte[] begun = TestContents.random(1, 20 << 20);
        MigrationException lost = MigrationException.of(ErrorCategory.TRANSFER, "tree.changed", "it changed")
                .build();

        List<EntryResult> results = write(
                file("broken", TestContents.failing(40 << 20, begun, lost), 40 << 20),
                file("behind", TestContents.of(new byte[] {1}), 1));

        assertThat(results.get(0).failure())
                .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo("tree.changed"));
        assertThat(results.get(1).failure()).isEmpty();
        assertThat(unfinished()).isEmpty();
        assertThat(tree.stat(List.of(TreePath.of("broken")), context)).containsExactly(java.util.Optional.empty());
    }

    @Test
    void whatTheServiceVouchesForIsNotReadToVerifyIt() throws Exception {
        byte[] content = TestContents.random(5, 300_000);
        write(file("small", TestContents.of(content), content.length));
        byte[] large = TestContents.random(6, 9 << 20);
        write(file("large", TestContents.of(large), large.length));

        byte[] sum = java.security.MessageDigest.getInstance("SHA-256").digest(content);
        assertThat(store.kept(prefix + "small")).contains(io.godwit.spi.Digest.of("SHA-256", sum));
        assertThat(store.kept(prefix + "large"))
                .contains(KeptSum.of(large, large.length).digest());
        assertThat(store.kept(prefix + "nothing")).isEmpty();
        assertThat(tree.keptDigests(
                        List.of(TreePath.of("large"), TreePath.of("nothing"), TreePath.of("small")), context))
                .extracting(kept -> kept.map(io.godwit.spi.Digest::algorithm).orElse(""))
                .containsExactly("CRC32C", "", "SHA-256");
        assertThat(tree.digest(
                        List.of(TreePath.of("large"), TreePath.of("nothing"), TreePath.of("small")),
                        "SHA-256",
                        context))
                .containsExactly(
                        java.util.Optional.of(io.godwit.spi.Digest.of(
                                "SHA-256",
                                java.security.MessageDigest.getInstance("SHA-256")
                                        .digest(large))),
                        java.util.Optional.empty(),
                        java.util.Optional.of(io.godwit.spi.Digest.of("SHA-256", sum)));
    }

    @Test
    void rangesOfAllLengthsAreJoined() {
        int[] ends = {6 << 20, 7 << 20, (7 << 20) + 5, 20 << 20, (20 << 20) + 17};
        byte[] content = TestContents.random(3, ends[ends.length - 1]);
        TreeEntry entry =
                file("d/joined.mp4", TestContents.of(content), content.length).entry();

        try (PendingFile pending = tree.begin(entry, TOKEN, context)) {
            int from = 0;
            for (int end : ends) {
                pending.write(from, TestContents.of(Arrays.copyOfRange(content, from, end)));
                from = end;
            }
            assertThat(pending.written()).containsExactly(new ByteRange(0, content.length));
            pending.commit();
        }

        assertThat(Arrays.equals(read("d/joined.mp4"), content)).isTrue();
        assertThat(unfinished()).isEmpty();
        HeadObjectResponse headers =
                store.client().headObject(r -> r.bucket(CloudLab.BUCKET).key(prefix + "d/joined.mp4"));
        assertThat(headers.contentType()).isEqualTo("video/mp4");
        assertThat(headers.metadata()).containsEntry("godwit-mode", "0640");
    }

    /** Whether the server keeps an object beside others that begin with its name and a slash, as Amazon's does. */
    boolean keepsFilesThatAreDirectories() {
        return true;
    }

    @Test
    void whatOthersWroteIsReadAndWhatNoDirectoryHoldsIsReported() {
        List<String> keys = keepsFilesThatAreDirectories()
                ? List.of("a", "a/b", "a-b", "deep/er/f", "z")
                : List.of("a", "a-b", "deep/er/f", "z");
        for (String key : keys) {
            store.put(prefix + key, ObjectHeaders.NONE, new byte[] {1, 2}, 2, ObjectStore.Expected.ANYTHING);
        }

        List<String> names = new ArrayList<>();
        try (FileTree reading = new S3TransferMethod().open(place, Access.READ, context);
                Cursor<TreeEntry> cursor = reading.list(TreePath.ROOT, context)) {
            cursor.forEachRemaining(entry -> names.add(entry.toString()));
        }

        assertThat(names)
                .containsExactly(
                        "FILE a (2 bytes)",
                        "FILE a-b (2 bytes)",
                        "DIRECTORY deep",
                        "DIRECTORY deep/er",
                        "FILE deep/er/f (2 bytes)",
                        "FILE z (2 bytes)");
        assertThat(context.findings())
                .extracting(Finding::code)
                .hasSize(keys.size() - 4)
                .allMatch(code -> code.equals("tree.name-collision"));
    }

    @Test
    void typesAndFurtherHeadersStandWithTheObjects() {
        Location cached = place.withSetting("cache_control", "max-age=60");
        try (WritableFileTree site = (WritableFileTree) new S3TransferMethod().open(cached, Access.WRITE, context);
                EntryStream page = TestContents.stream(List.of(file("i.html", TestContents.of(new byte[] {1}), 1)))) {
            site.write(page, TOKEN, context);
        }
        HeadObjectResponse headers =
                store.client().headObject(r -> r.bucket(CloudLab.BUCKET).key(prefix + "i.html"));

        assertThat(headers.contentType().replace(" ", "")).isEqualTo("text/html;charset=utf-8");
        assertThat(headers.cacheControl()).isEqualTo("max-age=60");
        assertThat(headers.metadata()).containsEntry("mtime", "1580608922.500000000");
    }

    @Test
    void headersOfOthersSurviveNewAttributes() {
        store.put(
                prefix + "f",
                new ObjectHeaders("text/x-odd", "gzip", "no-store", Map.of("colour", "red")),
                new byte[] {1},
                1,
                ObjectStore.Expected.ANYTHING);
        TreeEntry entry =
                TreeEntry.of(TreePath.of("f"), EntryKind.FILE).mode(0600).build();

        tree.apply(List.of(new io.godwit.spi.TreeChange.SetAttributes(entry)), context);

        ObjectHeaders headers = store.head(prefix + "f").orElseThrow().known();
        assertThat(headers.contentType()).isEqualTo("text/x-odd");
        assertThat(headers.contentEncoding()).isEqualTo("gzip");
        assertThat(headers.cacheControl()).isEqualTo("no-store");
        assertThat(headers.metadata()).containsEntry("colour", "red").containsEntry("godwit-mode", "0600");
    }

    @Test
    void saysWhatIsWrongWithThePlace() {
        fails(place("s3://no-such-bucket/x"), "cloud.no-bucket");
        fails(place.withSetting("endpoint", "http://127.0.0.1:1"), "cloud.lost");
        TckContext wrong = new TckContext()
                .secret(place.secret(Location.CREDENTIALS).orElseThrow().toString(), "only-half");
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> new S3TransferMethod().open(place, Access.READ, wrong))
                .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.bad-credentials"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("only-half"));
    }

    private void fails(Location location, String code) {
        assertThatExceptionOfType(MigrationException.class)
                .isThrownBy(() -> new S3TransferMethod()
                        .open(location, Access.READ, context)
                        .close())
                .satisfies(e -> assertThat(e.code()).isEqualTo(code));
    }
}
