package io.godwit.core.internal.localtree;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.core.internal.tree.TestRun;
import io.godwit.spi.Access;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.Location;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.lab.FullDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A local tree on a file system of its own that runs full. */
class LocalTreeFullDiskIT {
    private static final WriteToken TOKEN = new WriteToken("s-1", "u-1", 1);

    @TempDir
    Path temporary;

    private List<EntryResult> write(FullDisk disk, EntryStream.Item... items) {
        TestRun run = new TestRun(temporary.resolve("state"), "step", 1);
        try (WritableFileTree tree = (WritableFileTree)
                new LocalTransferMethod().open(Location.of(disk.path().toUri()), Access.WRITE, run)) {
            return tree.write(LocalTreeTest.stream(items), TOKEN, run);
        }
    }

    private static List<String> names(FullDisk disk) throws IOException {
        try (Stream<Path> all = Files.list(disk.path())) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    @Test
    void aFullDiskEndsTheBatchAndLeavesNothingShort() throws IOException {
        try (FullDisk disk = FullDisk.ofSize(8 << 20)) {
            write(disk, LocalTreeTest.found("before", "kept"));
            disk.leave(64 << 10);
            byte[] large = new byte[1 << 20];
            Arrays.fill(large, (byte) 'x');
            EntryStream.Item item = new EntryStream.Found(
                    TreeEntry.of(TreePath.of("large"), EntryKind.FILE)
                            .size(large.length)
                            .build(),
                    LocalTreeTest.content(large));

            LocalTreeTest.assertCode("tree.no-space", () -> write(disk, LocalTreeTest.found("small", "1"), item));

            assertThat(names(disk)).doesNotContain("large", "small").noneMatch(name -> name.startsWith(".godwit"));
            assertThat(disk.path().resolve("before")).hasContent("kept");
            disk.release();
            assertThat(write(disk, LocalTreeTest.found("large", "1")))
                    .extracting(LocalTreeTest::code)
                    .containsExactly("done");
        }
    }
}
