package io.godwit.transfer.vfs;

import io.godwit.spi.FileTree;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.WorkContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is known of an archive at one time. One thread at a time; contents may be read by many. */
final class ArchiveState implements AutoCloseable {
    private final ArchivePlace place;
    private final ArchiveIndex index = new ArchiveIndex();
    private final List<ArchivePart> parts = new ArrayList<>();
    private final Optional<TreeEntry> file;

    private ArchiveState(ArchivePlace place, Optional<TreeEntry> file) {
        this.place = place;
        this.file = file;
    }

    /** Reads the archive, where it is there. */
    static ArchiveState load(ArchivePlace place, FileTree tree, Optional<TreeEntry> file, WorkContext context) {
        ArchiveState state = new ArchiveState(place, file);
        if (file.isEmpty()) {
            return state;
        }
        if (!file.get().isFile()) {
            throw ArchiveFailures.damaged(place.shown(), "it is no file", null);
        }
        boolean usable = false;
        try {
            if (place.format().isTar()) {
                TarPart part = new TarPart(tree, file.get(), place.format(), place.limits(), place.shown(), context);
                state.parts.add(part);
                new TarLoader(place.shown(), state.index, place.limits(), context).load(part, true);
            } else {
                state.parts.add(ZipPart.load(place, tree, file.get(), state.index, context));
            }
            usable = true;
            return state;
        } finally {
            if (!usable) {
                state.close();
            }
        }
    }

    ArchiveIndex index() {
        return index;
    }

    /** The file that the archive is in; empty where there is none yet. */
    Optional<TreeEntry> file() {
        return file;
    }

    boolean isOf(Optional<TreeEntry> now) {
        return file.equals(now);
    }

    ArchivePlace place() {
        return place;
    }

    void add(ArchivePart part) {
        parts.add(part);
    }

    @Override
    public void close() {
        parts.forEach(ArchivePart::close);
        parts.clear();
    }
}
