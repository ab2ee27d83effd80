package io.godwit.transfer.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryStream;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Directories beside each other, more of them than there are connections. */
class ManyDirectoriesIT {
    private final TckContext context = S3MockServer.context();

    @Test
    @Timeout(120)
    void moreDirectoriesThanConnectionsDoNotWaitForEachOther() {
        List<TreeChange> changes = new ArrayList<>(List.of(new TreeChange.MakeDirectory(TreePath.of("a"))));
        for (int i = 0; i < 40; i++) {
            changes.add(new TreeChange.MakeDirectory(TreePath.of("a/b" + i)));
        }
        for (int i = 0; i < 40; i++) {
            changes.add(new TreeChange.SetAttributes(TreeEntry.of(TreePath.of("a/b" + i), EntryKind.DIRECTORY)
                    .mode(0750)
                    .build()));
        }
        try (WritableFileTree tree = open()) {
            assertThat(tree.apply(changes, context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
        }
        try (WritableFileTree later = open()) {
            // another one, which knows nothing of them
            assertThat(later.apply(changes, context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty());
            assertThat(later.stat(List.of(TreePath.of("a/b39")), context).get(0))
                    .hasValueSatisfying(entry -> assertThat(entry.mode()).hasValue(0750));
        }
    }

    @Test
    void aFileThatStandsWhereADirectoryShouldBeIsNotForgotten() {
        try (WritableFileTree tree = open()) {
            tree.apply(List.of(new TreeChange.MakeDirectory(TreePath.of("made"))), context);
            TreeEntry file = TreeEntry.of(TreePath.of("made/x"), EntryKind.FILE).build();
            try (EntryStream one = TestContents.stream(List.of(
                    new EntryStream.Found(file.toBuilder().size(1).build(), TestContents.of(new byte[] {1}))))) {
                tree.write(one, new WriteToken("session", "unit", 1), context);
            }
            assertThat(tree.apply(List.of(new TreeChange.MakeDirectory(TreePath.of("made/x"))), context)
                            .get(0)
                            .failure())
                    .hasValueSatisfying(e -> assertThat(e.code()).isEqualTo("tree.kind-conflict"));
        }
    }

    private final io.godwit.spi.Location place = S3MockServer.shared()
            .newPlace()
            .withSetting("sorted_listing", "false")
            .withSetting("connections", "3");

    private WritableFileTree open() {
        return (WritableFileTree) new S3TransferMethod().open(place, Access.WRITE, context);
    }
}
