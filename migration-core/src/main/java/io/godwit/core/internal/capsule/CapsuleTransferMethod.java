package io.godwit.core.internal.capsule;

import io.godwit.spi.Access;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.FileTree;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.WorkContext;
import java.util.Set;

/** Opens the trees of capsules, to read. Thread-safe. */
public final class CapsuleTransferMethod implements TransferMethod {
    /** Made by the service loader. */
    public CapsuleTransferMethod() {}

    @Override
    public String id() {
        return "capsule";
    }

    @Override
    public Set<String> schemes() {
        return Set.of(CapsulePlace.SCHEME);
    }

    @Override
    public FileTree open(Location location, Access access, WorkContext context) {
        if (access == Access.WRITE) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "tree.not-writable",
                            "\"" + location + "\" is a capsule, which is only read")
                    .subject(location.toString())
                    .remedy("Name another place as destination.")
                    .build();
        }
        CapsulePlace place = CapsulePlace.of(location);
        CapsuleStore store = CapsuleStore.open(place, context);
        boolean isUsable = false;
        try {
            CapsuleTree tree = CapsuleTree.open(store, place, context);
            isUsable = true;
            return tree;
        } finally {
            if (!isUsable) {
                store.close();
            }
        }
    }
}
