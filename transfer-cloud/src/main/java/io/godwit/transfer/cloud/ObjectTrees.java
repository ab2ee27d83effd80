package io.godwit.transfer.cloud;

import io.godwit.spi.Access;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.WorkContext;

/** Opens the tree over a store. */
final class ObjectTrees {
    private ObjectTrees() {}

    /** The tree at a location; where that fails, the store is closed. */
    static FileTree open(ObjectStore store, Location location, Access access, WorkContext context) {
        boolean usable = false;
        try {
            Keys keys = new Keys(PlaceRules.prefix(location), store.sizes().key(), store::refusal);
            int connections = PlaceRules.connections(location);
            int callers = Math.max(1, context.limits().parallelism());
            ObjectTree tree;
            if (access == Access.WRITE) {
                tree = new WritableObjectTree(store, keys, connections, callers, PlaceRules.options(location));
            } else {
                tree = new ObjectTree(store, keys, connections, callers);
                tree.requireRoot();
            }
            usable = true;
            return tree;
        } finally {
            if (!usable) {
                store.close();
            }
        }
    }
}
