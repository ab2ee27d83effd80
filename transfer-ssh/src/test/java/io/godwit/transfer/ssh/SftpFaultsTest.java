package io.godwit.transfer.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.spi.Access;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import io.godwit.tck.lab.FaultProxy;
import io.godwit.tck.lab.FaultProxy.Direction;
import io.godwit.tck.lab.ResourceLeaks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many small files, and a line that is cut again and again. */
@Timeout(180)
@ExtendWith(ResourceLeaks.class)
class SftpFaultsTest {
    private static MinaServer server;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        server = MinaServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static List<TreeEntry> list(FileTree tree, TckContext context) {
        List<TreeEntry> entries = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = tree.list(TreePath.ROOT, context)) {
            cursor.forEachRemaining(entries::add);
        }
        return entries;
    }

    private Map<String, byte[]> makeFiles(int count) throws IOException {
        Map<String, byte[]> contents = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String name = "d" + i % 37 + "/e" + i % 5 + "/file " + i + ".txt";
            byte[] content = TestContents.random(i, i % 11 == 0 ? 0 : i % 3000);
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.write(file, content);
            contents.put(name, content);
        }
        return contents;
    }

    @Test
    void readsThousandsOfSmallFiles() throws IOException {
        Map<String, byte[]> expected = makeFiles(4000);
        TckContext context = MinaServer.context();
        int same = 0;
        try (FileTree tree = new SshTransferMethod().open(server.location(directory), Access.READ, context)) {
            List<TreeEntry> files =
                    list(tree, context).stream().filter(TreeEntry::isFile).toList();
            assertThat(files).hasSize(expected.size());
            try (EntryStream stream = tree.read(files, context)) {
                for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                    EntryStream.Found found = (EntryStream.Found) item.get();
                    byte[] content = TestContents.readAll(found.content());
                    assertThat(content).isEqualTo(expected.get(found.path().toString()));
                    same++;
                }
            }
        }
        assertThat(same).isEqualTo(expected.size());
    }

    @Test
    void aCutLineFailsSoThatItCanBeRetriedAndTheTreeGoesOnAfterwards() throws IOException {
        Map<String, byte[]> expected = makeFiles(400);
        TckContext context = MinaServer.context();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
                FileTree tree =
                        new SshTransferMethod().open(server.location(directory, proxy.port()), Access.READ, context)) {
            List<TreeEntry> left = new ArrayList<>(
                    list(tree, context).stream().filter(TreeEntry::isFile).toList());
            proxy.cutEvery(Direction.TO_CLIENT, 150_000).resetting();
            int failures = 0;
            while (!left.isEmpty()) {
                try (EntryStream stream = tree.read(List.copyOf(left), context)) {
                    for (Optional<EntryStream.Item> item = stream.next(); item.isPresent(); item = stream.next()) {
                        EntryStream.Found found = (EntryStream.Found) item.get();
                        assertThat(TestContents.readAll(found.content()))
                                .isEqualTo(expected.get(found.path().toString()));
                        left.remove(0);
                    }
                } catch (MigrationException e) {
                    assertThat(e.category()).as(e.getMessage()).isEqualTo(ErrorCategory.CONNECTIVITY);
                    assertThat(e.isRetryable()).isTrue();
                    failures++;
                    assertThat(failures).isLessThan(200);
                }
            }
            assertThat(failures).isPositive();
            assertThat(proxy.cuts()).isPositive();
        }
    }

    @Test
    void aLineCutWhileWritingLeavesNoShortFile() throws IOException {
        TckContext context = MinaServer.context();
        Map<TreePath, byte[]> contents = new HashMap<>();
        List<EntryStream.Found> files = new ArrayList<>();
        try (FaultProxy proxy = FaultProxy.to("127.0.0.1", server.port());
                WritableFileTree tree = (WritableFileTree)
                        new SshTransferMethod().open(server.location(directory, proxy.port()), Access.WRITE, context)) {
            for (int i = 0; i < 12; i++) {
                byte[] content = TestContents.random(i, 100_000);
                TreePath path = TreePath.of("d/f" + i);
                contents.put(path, content);
                files.add(new EntryStream.Found(
                        TreeEntry.of(path, EntryKind.FILE).size(content.length).build(), TestContents.of(content)));
            }
            proxy.cutOnce(Direction.TO_SERVER, 700_000).resetting();
            MigrationException failure = catchThrowableOfType(
                    MigrationException.class,
                    () -> tree.write(TestContents.stream(files), new WriteToken("s", "u", 1), context));
            assertThat(failure).isNotNull();
            assertThat(failure.isRetryable()).as(failure.getMessage()).isTrue();
            assertNoShortFile(contents);

            List<EntryStream.Found> again = files.stream()
                    .map(file -> new EntryStream.Found(
                            file.entry(), TestContents.of(Objects.requireNonNull(contents.get(file.path())))))
                    .toList();
            assertThat(tree.write(TestContents.stream(again), new WriteToken("s", "u", 1), context))
                    .allSatisfy(result -> assertThat(result.failure()).isEmpty())
                    .extracting(EntryResult::path)
                    .hasSize(12);
            assertNoShortFile(contents);
            try (Stream<Path> left = Files.list(directory.resolve("d"))) {
                assertThat(left)
                        .as("temporary names of the first try are taken again")
                        .hasSize(12);
            }
        }
    }

    private void assertNoShortFile(Map<TreePath, byte[]> contents) throws IOException {
        for (Map.Entry<TreePath, byte[]> file : contents.entrySet()) {
            Path there = directory.resolve(file.getKey().toString());
            if (Files.exists(there)) {
                assertThat(Files.readAllBytes(there)).isEqualTo(file.getValue());
            }
        }
    }
}
