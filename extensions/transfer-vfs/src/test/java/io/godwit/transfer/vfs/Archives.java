package io.godwit.transfer.vfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.spi.Access;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import io.godwit.spi.WriteToken;
import io.godwit.tck.MemoryTrees;
import io.godwit.tck.TckContext;
import io.godwit.tck.TestContents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** Archives in memory, and the words in which tests speak of them. */
final class Archives {
    static final WriteToken TOKEN = new WriteToken("s-1", "u", 1);
    static final Instant TIME = Instant.parse("2022-03-04T05:06:07.123456789Z");
    static final String NAME = "site.archive";

    final MemoryTrees memory = new MemoryTrees();
    final TckContext context = new TckContext().with(memory);
    final Location directory = Location.of("memory:/" + UUID.randomUUID());

    Location place(String scheme) {
        return Location.of(scheme + ":" + directory.uri() + "/" + NAME);
    }

    WritableFileTree open(String scheme) {
        return (WritableFileTree) new ArchiveTransferMethod().open(place(scheme), Access.WRITE, context);
    }

    FileTree openToRead(String scheme) {
        return new ArchiveTransferMethod().open(place(scheme), Access.READ, context);
    }

    static EntryStream.Found file(String path, byte[] content) {
        TreeEntry entry = TreeEntry.of(TreePath.of(path), EntryKind.FILE)
                .size(content.length)
                .mode(0640)
                .modified(TIME)
                .owner(TreeEntry.Owner.of(1234, "shop"))
                .group(TreeEntry.Owner.of(4_000_000, "g"))
                .build();
        return new EntryStream.Found(entry, TestContents.of(content));
    }

    static EntryStream.Found link(String path, String target) {
        return new EntryStream.Found(
                TreeEntry.of(TreePath.of(path), EntryKind.SYMLINK)
                        .target(TreeLink.of(target))
                        .modified(TIME)
                        .build(),
                TestContents.of(new byte[0]));
    }

    List<EntryResult> write(WritableFileTree tree, EntryStream.Item... items) {
        try (EntryStream stream = TestContents.stream(List.of(items))) {
            return tree.write(stream, TOKEN, context);
        }
    }

    /** Writes entries and closes the archive. */
    void make(String scheme, EntryStream.Item... items) {
        try (WritableFileTree tree = open(scheme)) {
            for (EntryResult result : write(tree, items)) {
                assertThat(result.failure()).as(result.toString()).isEmpty();
            }
            tree.complete(TOKEN, context);
        }
    }

    /** The bytes of the archive. */
    byte[] bytes() {
        return read(context.tree(directory), TreePath.of(NAME));
    }

    /** Puts an archive of other origin there. */
    void put(byte[] bytes) {
        try (WritableFileTree tree = context.writableTree(directory);
                EntryStream stream = TestContents.stream(List.of(file(NAME, bytes)))) {
            assertThat(tree.write(stream, TOKEN, context).get(0).failure()).isEmpty();
        }
    }

    byte[] read(FileTree tree, TreePath path) {
        TreeEntry entry = tree.stat(List.of(path), context).get(0).orElseThrow();
        try (EntryStream stream = tree.read(List.of(entry), context)) {
            EntryStream.Item item = stream.next().orElseThrow();
            if (item instanceof EntryStream.Missed missed) {
                throw missed.failure();
            }
            try (FileContent content = ((EntryStream.Found) item).content()) {
                return TestContents.readAll(content);
            }
        }
    }

    List<TreeEntry> list(FileTree tree) {
        List<TreeEntry> entries = new ArrayList<>();
        try (Cursor<TreeEntry> cursor = tree.list(TreePath.ROOT, context)) {
            cursor.forEachRemaining(entries::add);
        }
        return entries;
    }

    /** What is in an archive: contents of files by length and hash, and all else by kind. */
    Map<String, String> contents(String scheme) {
        Map<String, String> all = new TreeMap<>();
        try (FileTree tree = openToRead(scheme)) {
            for (TreeEntry entry : list(tree)) {
                String text = entry.isFile()
                        ? "file " + java.util.Arrays.hashCode(read(tree, entry.path()))
                        : entry.kind() + entry.target().map(t -> " " + t).orElse("");
                all.put(entry.path().toString(), text);
            }
        }
        return all;
    }

    /** The names beside the archive. */
    List<String> beside() {
        try (FileTree tree = context.tree(directory)) {
            return list(tree).stream().map(entry -> entry.path().toString()).toList();
        }
    }
}
