package io.godwit.transfer.vfs;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import io.godwit.spi.WritableFileTree;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Opens archives, wherever they lie. Thread-safe. */
public final class ArchiveTransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public ArchiveTransferMethod() {}

    @Override
    public String id() {
        return "archive";
    }

    @Override
    public Set<String> schemes() {
        return Arrays.stream(ArchiveFormat.values()).map(ArchiveFormat::scheme).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        ArchivePlace place = ArchivePlace.of(location);
        int callers = Math.max(1, context.limits().parallelism());
        FileTree outer = access == Access.WRITE
                ? context.connections().writableTree(place.directory())
                : context.connections().tree(place.directory());
        boolean usable = false;
        try {
            ArchiveTree tree;
            if (access == Access.WRITE) {
                tree = new WritableArchiveTree(place, (WritableFileTree) outer, callers);
            } else {
                tree = new ArchiveTree(place, outer, callers);
                tree.requireFile(context);
            }
            usable = true;
            return tree;
        } finally {
            if (!usable) {
                outer.close();
            }
        }
    }
}
