package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.StagedDatabase;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedSide;
import io.godwit.core.internal.capsule.CapsuleManifest.StagedTree;
import io.godwit.spi.HostFacts;
import io.godwit.spi.Inventory;
import io.godwit.spi.Location;
import io.godwit.spi.Site;
import io.godwit.spi.TreePath;
import io.godwit.spi.WorkContext;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A site that was pulled into a capsule, as it was. Immutable. */
public final class StagedSite {
    private final CapsulePlace place;
    private final StagedSide side;

    private StagedSite(CapsulePlace place, StagedSide side) {
        this.place = place;
        this.side = side;
    }

    /**
     * Finds the capsule that a site is in.
     *
     * @param site any
     * @param context connections
     * @return what was pulled, or empty where the site is there itself
     */
    public static Optional<StagedSite> of(Site site, WorkContext context) {
        return Stream.concat(site.files().stream(), site.databases().stream())
                .filter(CapsulePlace::is)
                .findFirst()
                .map(location -> {
                    CapsulePlace place = CapsulePlace.of(location);
                    try (CapsuleStore store = CapsuleStore.open(place, context)) {
                        return new StagedSite(place, store.side(place.side()));
                    }
                });
    }

    /**
     * Whether a location is a tree of a capsule.
     *
     * @param location any
     * @return false for other places, and for a side of a capsule as a whole
     */
    public static boolean isTree(Location location) {
        return CapsulePlace.is(location) && !CapsulePlace.of(location).part().isEmpty();
    }

    /**
     * The site as it was described when it was pulled, marked as staged.
     *
     * @return with its former locations
     */
    public Site origin() {
        Map<String, String> settings = new LinkedHashMap<>(side.settings());
        settings.put(Site.STAGED, "true");
        return new Site(side.files(), side.databases(), settings);
    }

    /**
     * What an adapter found when it was pulled.
     *
     * @param platform id of the adapter
     * @return the inventory, or empty where that adapter did not look
     */
    public Optional<Inventory> inventory(String platform) {
        return Optional.ofNullable(side.inventory())
                .filter(found -> found.platform().equals(platform));
    }

    /**
     * The machine as it was.
     *
     * @return what was known of it, or empty
     */
    public Optional<HostFacts> host() {
        return Optional.ofNullable(side.host());
    }

    /**
     * Where something of the site is read from now.
     *
     * @param location where it was: a tree that was pulled, or a directory in one; or a database
     * @return the place in the capsule, or empty where it was not pulled
     */
    public Optional<Location> find(Location location) {
        for (StagedDatabase database : side.contents()) {
            if (isSame(database.origin(), location)) {
                return Optional.of(
                        place.at(side.side(), database.name(), TreePath.ROOT).location());
            }
        }
        Optional<Location> closest = Optional.empty();
        int depth = -1;
        for (StagedTree tree : side.trees()) {
            Optional<TreePath> below = below(tree.origin(), location);
            int length = tree.origin().uri().toString().length();
            if (below.isPresent() && length > depth) {
                depth = length;
                closest = Optional.of(
                        place.at(side.side(), tree.name(), below.get()).location());
            }
        }
        return closest;
    }

    /**
     * Whether two locations mean one place, whoever logs in there with what.
     *
     * @param one a location
     * @param other another
     * @return true where they have one URI, but for slashes at its end, and are reached in one way
     */
    public static boolean isSame(Location one, Location other) {
        return bare(one).equals(bare(other))
                && one.via().map(StagedSite::bare).equals(other.via().map(StagedSite::bare));
    }

    private static String bare(Location location) {
        return location.uri().toString().replaceAll("/+$", "");
    }

    /** The path from one place to another on the same machine. */
    private static Optional<TreePath> below(Location root, Location location) {
        URI from = root.uri();
        URI to = location.uri();
        boolean isOneMachine = root.scheme().equals(location.scheme())
                && java.util.Objects.equals(from.getRawAuthority(), to.getRawAuthority())
                && root.via().map(Location::uri).equals(location.via().map(Location::uri));
        if (!isOneMachine || from.getPath() == null || to.getPath() == null) {
            return isSame(root, location) ? Optional.of(TreePath.ROOT) : Optional.empty();
        }
        String above = from.getPath().replaceAll("/+$", "") + "/";
        String path = to.getPath().replaceAll("/+$", "") + "/";
        if (!path.startsWith(above)) {
            return Optional.empty();
        }
        String rest = path.substring(above.length()).replaceAll("/+$", "");
        return Optional.of(rest.isEmpty() ? TreePath.ROOT : TreePath.of(rest));
    }
}
