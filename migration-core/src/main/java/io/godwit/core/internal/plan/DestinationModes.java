package io.godwit.core.internal.plan;

import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.Cursor;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;

/** Looks what is at a destination, and so how it has to be written. */
final class DestinationModes {
    private DestinationModes() {}

    /**
     * CREATE where nothing is there.
     *
     * @throws MigrationException where the place cannot be reached
     */
    static TreeMove.Mode of(Location destination, WorkContext context) {
        try (FileTree tree = context.connections().tree(destination);
                Cursor<TreeEntry> entries = tree.list(TreePath.ROOT, context)) {
            return entries.hasNext() ? TreeMove.Mode.IN_PLACE : TreeMove.Mode.CREATE;
        } catch (MigrationException e) {
            if (e.code().equals("tree.not-found")) {
                return TreeMove.Mode.CREATE;
            }
            throw e;
        }
    }
}
