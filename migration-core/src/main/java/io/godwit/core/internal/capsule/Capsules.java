package io.godwit.core.internal.capsule;

import io.godwit.core.Capsule;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedSide;
import io.godwit.core.internal.capsule.CapsuleManifest.StoredObject;
import io.godwit.spi.Location;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.util.List;

/** Looks at capsules. */
public final class Capsules {
    private Capsules() {}

    /**
     * What a capsule holds.
     *
     * @param location where it is, as a tree, or any place in it
     * @param context connections
     * @return as its manifest says
     */
    public static Capsule look(Location location, WorkContext context) {
        CapsulePlace place = place(location);
        try (CapsuleStore store = CapsuleStore.open(place, context)) {
            return of(place, store);
        }
    }

    /**
     * Reads every byte of a capsule.
     *
     * @param location where it is, as a tree, or any place in it
     * @param context connections
     * @return what it holds, all of which is as it was written
     */
    public static Capsule check(Location location, WorkContext context) {
        CapsulePlace place = place(location);
        try (CapsuleStore store = CapsuleStore.open(place, context)) {
            store.check(context);
            return of(place, store);
        }
    }

    /**
     * The capsule as a whole.
     *
     * @param location where it is, as a tree, or any place in it
     * @return its place
     */
    static CapsulePlace place(Location location) {
        return CapsulePlace.is(location)
                ? CapsulePlace.of(location).at("", "", TreePath.ROOT)
                : new CapsulePlace(location, "", "", TreePath.ROOT);
    }

    private static Capsule of(CapsulePlace place, CapsuleStore store) {
        CapsuleManifest manifest = store.manifest();
        return new Capsule(
                place.root(),
                manifest.id(),
                manifest.name(),
                manifest.createdAt(),
                store.isEncrypted(),
                manifest.objects().stream().mapToLong(StoredObject::size).sum(),
                manifest.sides().stream().map(side -> of(place, side)).toList());
    }

    private static Capsule.Side of(CapsulePlace place, StagedSide side) {
        List<Capsule.Tree> trees = side.trees().stream()
                .map(tree -> new Capsule.Tree(
                        place.at(side.side(), tree.name(), TreePath.ROOT).location(),
                        tree.origin(),
                        tree.entries(),
                        tree.bytes(),
                        tree.left()))
                .toList();
        List<Capsule.Rows> databases = side.contents().stream()
                .map(database -> new Capsule.Rows(
                        place.at(side.side(), database.name(), TreePath.ROOT).location(),
                        database.origin(),
                        database.facts().product() + " " + database.facts().version(),
                        database.datasets(),
                        database.rows()))
                .toList();
        return new Capsule.Side(
                side.side(), place.at(side.side(), "", TreePath.ROOT).location(), side.platform(), trees, databases);
    }
}
