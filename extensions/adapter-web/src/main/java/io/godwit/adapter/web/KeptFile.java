package io.godwit.adapter.web;

import io.godwit.spi.Command;
import io.godwit.spi.Cursor;
import io.godwit.spi.EntryKind;
import io.godwit.spi.EntryResult;
import io.godwit.spi.EntryStream;
import io.godwit.spi.FileTree;
import io.godwit.spi.Host;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.StepContext;
import io.godwit.spi.TreeChange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WritableFileTree;
import java.util.List;
import java.util.Optional;

/**
 * One small file that a step writes, and puts back. It may be killed at any moment: the file appears complete or not at all, a checkpoint notes whether there was one before anything
 * is changed, and that one is kept.
 */
final class KeptFile {
    private final Location site;
    private final TreePath path;
    private final StepContext context;

    KeptFile(Location site, TreePath path, StepContext context) {
        this.site = site;
        this.path = path;
        this.context = context;
    }

    /** What is there now. */
    Optional<byte[]> content() {
        try (FileTree tree = context.connections().tree(site)) {
            return SiteFiles.read(tree, path, context);
        } catch (MigrationException e) {
            if (SiteFiles.isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Gives the file to the group that the web server is in, where that can be done; says whether it could. */
    boolean giveTo(TreeEntry like) {
        if (like.group().isEmpty()) {
            return true;
        }
        try (WritableFileTree tree = context.connections().writableTree(site)) {
            TreeEntry now = SiteFiles.stat(tree, path, context).orElseThrow();
            if (now.group().isEmpty() || isSame(now, like)) {
                return true; // nobody keeps groups there, or it is in that group already
            }
            String name = like.group().get().name();
            if (site.scheme().equals("ssh") && !name.isEmpty()) {
                // whoever is in a group may give own files to it, which trees leave to those who may give files away
                try (Host host = context.connections().host(site)) {
                    String file = site.uri().getPath().replaceFirst("/*$", "/") + path;
                    host.run(Command.of("chgrp", "--", name, file), context);
                }
            }
            return SiteFiles.stat(tree, path, context)
                    .filter(after -> isSame(after, like))
                    .isPresent();
        }
    }

    private static boolean isSame(TreeEntry one, TreeEntry other) {
        return one.group().map(TreeEntry.Owner::name).equals(other.group().map(TreeEntry.Owner::name));
    }

    void put(byte[] content, int mode) {
        try (WritableFileTree tree = context.connections().writableTree(site)) {
            if (context.checkpoint().isEmpty()) {
                context.checkpoint(
                        SiteFiles.stat(tree, path, context).isPresent()
                                ? "{\"replaces\":true}"
                                : "{\"replaces\":false}");
            }
            if (replaces()) {
                apply(tree, new TreeChange.MakeDirectory(keptIn()));
                TreeEntry directory =
                        TreeEntry.of(keptIn(), EntryKind.DIRECTORY).mode(0700).build();
                apply(tree, new TreeChange.SetAttributes(directory));
                if (SiteFiles.stat(tree, kept(), context).isEmpty()) {
                    apply(tree, new TreeChange.Preserve(path, kept()));
                }
            }
            context.cancellation().throwIfCancelled();
            write(tree, TreeEntry.of(path, EntryKind.FILE).mode(mode).build(), content);
        }
    }

    void putBack() {
        if (context.checkpoint().isEmpty()) {
            return; // nothing was changed yet
        }
        try (WritableFileTree tree = context.connections().writableTree(site)) {
            Optional<TreeEntry> former = SiteFiles.stat(tree, kept(), context);
            if (former.isPresent()) {
                byte[] content = SiteFiles.read(tree, kept(), context).orElseThrow();
                write(tree, former.get().toBuilder(path).build(), content);
                apply(tree, new TreeChange.Delete(kept()));
                if (isEmpty(tree, keptIn())) {
                    apply(tree, new TreeChange.Delete(keptIn()));
                }
            } else if (!replaces() && SiteFiles.stat(tree, path, context).isPresent()) {
                apply(tree, new TreeChange.Delete(path));
            }
        }
    }

    /** Takes the file away, for good. */
    void delete() {
        try (WritableFileTree tree = context.connections().writableTree(site)) {
            if (SiteFiles.stat(tree, path, context).isPresent()) {
                apply(tree, new TreeChange.Delete(path));
            }
        }
    }

    private boolean replaces() {
        return context.checkpoint().orElseThrow().contains("true");
    }

    /** Where everything of a session is kept that is needed to go back, until "cleanup" gives it up. */
    private TreePath keptIn() {
        return TreePath.of(WritableFileTree.TEMPORARY_PREFIX + context.token().session());
    }

    /** Without an extension, so that no web server thinks anything of it. */
    private TreePath kept() {
        return keptIn().resolve("web-" + path.toString().replaceAll("[^A-Za-z0-9]", "-"));
    }

    private boolean isEmpty(FileTree tree, TreePath directory) {
        try (Cursor<TreeEntry> entries = tree.list(directory, context)) {
            return !entries.hasNext();
        }
    }

    private void write(WritableFileTree tree, TreeEntry attributes, byte[] content) {
        TreeEntry entry = attributes.toBuilder().size(content.length).build();
        try (EntryStream stream = Contents.stream(new EntryStream.Found(entry, Contents.of(content, () -> {})))) {
            tree.write(stream, context.token(), context).forEach(KeptFile::done);
        }
    }

    private void apply(WritableFileTree tree, TreeChange change) {
        tree.apply(List.of(change), context).forEach(KeptFile::done);
    }

    private static void done(EntryResult result) {
        result.failure().ifPresent(failure -> {
            throw failure;
        });
    }
}
