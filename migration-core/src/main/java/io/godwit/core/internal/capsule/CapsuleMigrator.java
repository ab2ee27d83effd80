package io.godwit.core.internal.capsule;

import io.godwit.spi.Access;
import io.godwit.spi.Database;
import io.godwit.spi.DatabaseMigrator;
import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import io.godwit.spi.WorkContext;
import java.util.Set;

/** Opens the databases of capsules, to read. Thread-safe. */
public final class CapsuleMigrator implements DatabaseMigrator {
    /** Made by the service loader. */
    public CapsuleMigrator() {}

    @Override
    public String id() {
        return "capsule";
    }

    @Override
    public Set<String> schemes() {
        return Set.of(CapsulePlace.SCHEME);
    }

    @Override
    public Database open(Location location, Access access, WorkContext context) {
        if (access == Access.WRITE) {
            throw MigrationException.of(
                            ErrorCategory.COMPATIBILITY,
                            "database.not-writable",
                            "\"" + location + "\" is a capsule, which is only read")
                    .subject(location.toString())
                    .remedy("Name another place as destination.")
                    .build();
        }
        CapsulePlace place = CapsulePlace.of(location);
        CapsuleStore store = CapsuleStore.open(place, context);
        boolean isUsable = false;
        try {
            CapsuleDatabase database = CapsuleDatabase.open(store, place, context);
            isUsable = true;
            return database;
        } finally {
            if (!isUsable) {
                store.close();
            }
        }
    }
}
