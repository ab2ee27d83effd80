package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.godwit.spi.Access;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;

/** Two runners at one place, and what a dead one leaves. */
class TwoRunnersIT {
    /** One of the services. */
    record Service(TransferMethod method, Location place, TckContext context) {
        WritableFileTree open() {
            return (WritableFileTree) method.open(place, Access.WRITE, context);
        }
    }

    static Stream<Named<Service>> services() {
        return Stream.of(
                Named.of("s3", new Service(new S3TransferMethod(), CloudLab.S3.newPlace(), CloudLab.S3.context())),
                Named.of(
                        "azblob",
                        new Service(new AzureTransferMethod(), CloudLab.Azure.newPlace(), CloudLab.Azure.context())),
                Named.of(
                        "gs",
                        new Service(
                                new GoogleTransferMethod(), CloudLab.Google.newPlace(), CloudLab.Google.context())));
    }

    private static EntryResult write(
            WritableFileTree tree, String path, byte[] content, long fence, TckContext context) {
        EntryStream.Found file = new EntryStream.Found(
                TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                        .size(content.length)
                        .build(),
                TestContents.of(content));
        try (EntryStream stream = TestContents.stream(List.of(file))) {
            return tree.write(stream, new WriteToken("moving", "unit", fence), context)
                    .get(0);
        }
    }

    private static byte[] read(WritableFileTree tree, String path, TckContext context) {
        TreeEntry entry = tree.stat(List.of(TreePath.of(path)), context).get(0).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), context)) {
            return TestContents.readAll(((EntryStream.Found) stream.next().orElseThrow()).content());
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void theLateWriteOfAReplacedRunnerIsRefused(Service service) {
        byte[] large = TestContents.random(1, 9 << 20);
        try (WritableFileTree tree = service.open()) {
            assertThat(write(tree, "small", new byte[] {2}, 2, service.context())
                            .failure())
                    .isEmpty();
            assertThat(write(tree, "large", large, 2, service.context()).failure())
                    .isEmpty();

            for (String path : List.of("small", "large")) {
                byte[] late = path.equals("small") ? new byte[] {1} : TestContents.random(2, 9 << 20);
                assertThat(write(tree, path, late, 1, service.context()).failure())
                        .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo("tree.fenced"));
            }

            assertThat(read(tree, "small", service.context())).containsExactly(2);
            assertThat(Arrays.equals(read(tree, "large", service.context()), large))
                    .isTrue();
            assertThat(write(tree, "small", new byte[] {3}, 3, service.context())
                            .failure())
                    .isEmpty();
            assertThat(read(tree, "small", service.context())).containsExactly(3);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatChangedSinceItWasLookedAtIsNotReplaced(Service service) {
        try (ObjectTree tree = (ObjectTree) service.open()) {
            ObjectStore store = tree.store();
            String key = tree.keys().file(TreePath.of("f"));
            store.put(key, ObjectHeaders.NONE, new byte[] {1}, 1, ObjectStore.Expected.NOTHING);
            StoredObject first = store.head(key).orElseThrow();
            store.put(key, ObjectHeaders.NONE, new byte[] {2, 2}, 2, ObjectStore.Expected.of(first));

            for (ObjectStore.Expected stale : List.of(ObjectStore.Expected.NOTHING, ObjectStore.Expected.of(first))) {
                assertThatExceptionOfType(MigrationException.class)
                        .isThrownBy(() -> store.put(key, ObjectHeaders.NONE, new byte[] {3}, 1, stale))
                        .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.condition-failed"));
                if (store instanceof GoogleStore) {
                    continue; // fake-gcs-server does not look at conditions where it joins objects
                }
                ObjectStore.LargeUpload upload = store.upload(key, ObjectHeaders.NONE, key + "-temporary");
                upload.part(1, new byte[6 << 20], 6 << 20);
                assertThatExceptionOfType(MigrationException.class)
                        .isThrownBy(() -> upload.complete(stale))
                        .satisfies(e -> assertThat(e.code()).isEqualTo("cloud.condition-failed"));
                upload.abort();
            }
            assertThat(store.head(key).orElseThrow().size()).isEqualTo(2);
        }
    }

    private static List<TreeEntry> listed(WritableFileTree tree, TckContext context) {
        List<TreeEntry> entries = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = tree.list(TreePath.ROOT, context)) {
            cursor.forEachRemaining(entries::add);
        }
        return entries;
    }

    @Test
    void removingWhatTellsOfAnUploadGivesTheUploadUp() {
        TckContext context = CloudLab.S3.context();
        Location place = CloudLab.S3.newPlace();
        String prefix = place.uri().getPath().substring(1);
        try (WritableObjectTree tree = (WritableObjectTree) new S3TransferMethod().open(place, Access.WRITE, context);
                S3Client client = CloudLab.S3.client()) {
            String key = tree.keys().file(TreePath.of("film.mp4"));
            ObjectStore.LargeUpload upload = tree.store().upload(key, ObjectHeaders.NONE, "");
            upload.part(1, new byte[5 << 20], 5 << 20);
            UploadMarker.put(tree, new WriteToken("moving", "unit", 1), key, upload);
            assertThat(client.listMultipartUploads(
                                    r -> r.bucket(CloudLab.BUCKET).prefix(prefix))
                            .uploads())
                    .hasSize(1);

            List<TreePath> left =
                    listed(tree, context).stream().map(TreeEntry::path).toList();
            assertThat(left)
                    .singleElement()
                    .satisfies(path -> assertThat(path.toString()).startsWith(".godwit-moving-1-"));
            tree.apply(List.of(new TreeChange.Delete(left.get(0))), context);

            assertThat(client.listMultipartUploads(
                                    r -> r.bucket(CloudLab.BUCKET).prefix(prefix))
                            .uploads())
                    .isEmpty();
        }
    }
}
