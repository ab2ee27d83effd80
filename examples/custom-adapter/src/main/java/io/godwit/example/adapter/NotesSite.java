package io.godwit.example.adapter;

import io.godwit.spi.Cursor;
import io.godwit.spi.EntryStream;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.Site;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what is at a site. Trees are borrowed from the engine and given back; nothing is written. */
final class NotesSite {
    /** More than any configuration takes. */
    private static final long MOST_BYTES = 1 << 20;

    private NotesSite() {}

    /** The configuration, or empty where there is none. A place out of reach is a failure, not an absence. */
    static Optional<NotesConfig> read(Site site, WorkContext context) {
        if (site.files().isEmpty()) {
            return Optional.empty();
        }
        try (FileTree tree = context.connections().tree(site.files().get())) {
            return read(tree, NotesConfig.FILE, context).map(NotesConfig::of);
        } catch (MigrationException e) {
            if (isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isAbsence(MigrationException failure) {
        return failure.code().equals("tree.not-found");
    }

    /** The content of a small file, or empty where there is none. */
    static Optional<byte[]> read(FileTree tree, TreePath path, WorkContext context) {
        Optional<TreeEntry> entry = tree.stat(List.of(path), context).get(0).filter(TreeEntry::isFile);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        try (EntryStream stream = tree.read(List.of(entry.get()), context)) {
            EntryStream.Item item = stream.next().orElseThrow();
            if (item instanceof EntryStream.Found found) {
                return Optional.of(Contents.readAll(found, MOST_BYTES));
            }
            throw ((EntryStream.Missed) item).failure();
        }
    }

    /** The uploads of a site, counted. */
    static Uploads uploads(Site site, NotesConfig config, WorkContext context) {
        Location place = site.files().orElseThrow();
        try (FileTree tree = context.connections().tree(place)) {
            List<TreeEntry> uploads = uploads(tree, config.uploads(), context);
            return new Uploads(
                    uploads.size(), uploads.stream().mapToLong(TreeEntry::size).sum());
        }
    }

    /** The uploads of a site, in the order in which its tree lists them. */
    static List<TreeEntry> uploads(FileTree tree, String directory, WorkContext context) {
        List<TreeEntry> uploads = new ArrayList<>();
        try (Cursor<TreeEntry> entries = tree.list(path(directory), context)) {
            while (entries.hasNext()) {
                context.cancellation().throwIfCancelled();
                TreeEntry entry = entries.next();
                if (entry.isFile()) {
                    uploads.add(entry);
                }
            }
        } catch (MigrationException e) {
            if (!isAbsence(e)) {
                throw e;
            }
        }
        return uploads;
    }

    private static TreePath path(String directory) {
        try {
            return TreePath.of(directory);
        } catch (IllegalArgumentException e) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "notes.uploads-outside",
                            "the uploads are not in the site: \"" + directory + "\"")
                    .subject(NotesConfig.FILE.toString())
                    .remedy("Move them into the site's directory, and name them in " + NotesConfig.FILE
                            + " relative to it.")
                    .cause(e)
                    .build();
        }
    }

    /**
     * How much was uploaded.
     *
     * @param count files
     * @param bytes of all of them
     */
    record Uploads(long count, long bytes) {
        static final Uploads NONE = new Uploads(0, 0);
    }
}
