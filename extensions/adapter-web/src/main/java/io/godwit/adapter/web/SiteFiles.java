package io.godwit.adapter.web;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileContent;
import io.godwit.spi.FileTree;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads small files of a site. */
final class SiteFiles {
    /** More than any configuration or page takes. */
    static final long MOST_BYTES = 16 << 20;

    private SiteFiles() {}

    static boolean isAbsence(MigrationException failure) {
        return failure.code().equals("tree.not-found");
    }

    /** The content of a small file, or empty where there is none. */
    static Optional<byte[]> read(FileTree tree, TreePath path, WorkContext context) {
        Optional<TreeEntry> entry = stat(tree, path, context).filter(TreeEntry::isFile);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        try (EntryStream stream = tree.read(List.of(entry.get()), context)) {
            EntryStream.Item item = stream.next().orElseThrow();
            if (item instanceof EntryStream.Found found) {
                return Optional.of(readAll(found.path(), found.content()));
            }
            throw ((EntryStream.Missed) item).failure();
        }
    }

    static Optional<TreeEntry> stat(FileTree tree, TreePath path, WorkContext context) {
        try {
            return tree.stat(List.of(path), context).get(0);
        } catch (MigrationException e) {
            if (isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The same as text, byte by byte. */
    static Optional<String> text(FileTree tree, String path, WorkContext context) {
        return read(tree, TreePath.of(path), context).map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** What is in a directory, but not what is below that; nothing where there is no such directory. */
    static List<TreeEntry> children(FileTree tree, String directory, WorkContext context) {
        List<TreeEntry> children = new ArrayList<>();
        try (Cursor<TreeEntry> entries = tree.list(TreePath.of(directory), below -> false, context)) {
            while (entries.hasNext()) {
                context.cancellation().throwIfCancelled();
                TreeEntry entry = entries.next();
                if (entry.path().parent().map(TreePath.of(directory)::equals).orElse(false)) {
                    children.add(entry);
                }
            }
        } catch (MigrationException e) {
            if (!isAbsence(e)) {
                throw e;
            }
        }
        children.sort((one, other) -> one.path().compareTo(other.path()));
        return children;
    }

    /** A small content whole. */
    static byte[] readAll(TreePath path, FileContent content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
        while (content.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
            if (bytes.size() > MOST_BYTES) {
                throw MigrationException.of(
                                ErrorCategory.COMPATIBILITY,
                                "web.file-too-large",
                                "\"" + path + "\" is too large to be rewritten")
                        .subject(path.toString())
                        .remedy("Look whether it is what it should be.")
                        .build();
            }
        }
        return bytes.toByteArray();
    }
}
