package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.Digest;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.PendingFile;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written can be verified without reading it, whatever the way it was written. */
class KeptDigestsIT {
    private static final WriteToken TOKEN = new WriteToken("session", "unit", 1);
    private static final int LARGE = (17 << 20) + 5;

    @Test
    void ofAmazonsProtocol() throws Exception {
        check(new S3TransferMethod(), CloudLab.S3.newPlace(), CloudLab.S3.context());
    }

    @Test
    void ofGoogles() throws Exception {
        check(new GoogleTransferMethod(), CloudLab.Google.newPlace(), CloudLab.Google.context());
    }

    @Test
    void ofAzures() throws Exception {
        check(new AzureTransferMethod(), CloudLab.Azure.newPlace(), CloudLab.Azure.context());
    }

    private static TreeEntry entry(String path, long size) {
        return TreeEntry.of(TreePath.of(path), EntryKind.FILE).size(size).build();
    }

    private static void check(TransferMethod method, Location place, TckContext context) throws Exception {
        byte[] small = TestContents.random(1, 5000);
        byte[] large = TestContents.random(2, LARGE);
        List<TreePath> paths = List.of(
                TreePath.of("small"),
                TreePath.of("large"),
                TreePath.of("ranges"),
                TreePath.of("empty"),
                TreePath.of("none"));
        try (WritableFileTree tree = (WritableFileTree) method.open(place, Access.WRITE, context)) {
            try (EntryStream files = TestContents.stream(List.of(
                    new EntryStream.Found(entry("small", small.length), TestContents.of(small)),
                    new EntryStream.Found(entry("large", large.length), TestContents.ofUnknownSize(large)),
                    new EntryStream.Found(entry("empty", 0), TestContents.of(new byte[0]))))) {
                assertThat(tree.write(files, TOKEN, context))
                        .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            }
            int half = 9 << 20;
            try (PendingFile ranges = tree.begin(entry("ranges", large.length), TOKEN, context)) {
                ranges.write(half, TestContents.of(Arrays.copyOfRange(large, half, large.length)));
                ranges.write(0, TestContents.of(Arrays.copyOf(large, half)));
                ranges.commit();
            }
            List<byte[]> contents = List.of(small, large, large, new byte[0]);
            requireKept(tree.keptDigests(paths, context), contents);
            // new attributes are no new content
            tree.apply(
                    List.of(
                            new TreeChange.SetAttributes(entry("large", large.length).toBuilder()
                                    .mode(0600)
                                    .build()),
                            new TreeChange.Rename(TreePath.of("small"), TreePath.of("moved"))),
                    context);
            requireKept(
                    tree.keptDigests(List.of(TreePath.of("moved"), TreePath.of("large")), context),
                    List.of(small, large));
            assertThat(tree.digest(List.of(TreePath.of("ranges")), "SHA-256", context))
                    .containsExactly(Optional.of(Digest.of("SHA-256", sha256(large))));
        }
    }

    private static void requireKept(List<Optional<Digest>> kept, List<byte[]> contents) throws Exception {
        for (int i = 0; i < contents.size(); i++) {
            byte[] content = contents.get(i);
            Digest expected = kept.get(i).orElseThrow().algorithm().equals("SHA-256")
                    ? Digest.of("SHA-256", sha256(content))
                    : KeptSum.of(content, content.length).digest();
            assertThat(kept.get(i)).as("file %d", i).contains(expected);
        }
        assertThat(kept.subList(contents.size(), kept.size())).allMatch(Optional::isEmpty);
    }

    private static byte[] sha256(byte[] content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(content);
    }
}
