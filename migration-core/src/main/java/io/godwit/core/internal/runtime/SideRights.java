package io.godwit.core.internal.runtime;

import io.godwit.spi.ErrorCategory;
import io.godwit.spi.Location;
import io.godwit.spi.MigrationException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Which places may be written: everything but what lies at or below a root of the source, unless that was granted. Where source and
 * destination lie one in the other, the root that is closest to a place decides; what is both at once is a destination.
 * Immutable.
 */
public final class SideRights {
    private final List<Root> roots;

    private SideRights(List<Root> roots) {
        this.roots = List.copyOf(roots);
    }

    /**
     * Nothing belongs to a source, so everything may be written.
     *
     * @return the rights
     */
    public static SideRights of() {
        return new SideRights(List.of());
    }

    /**
     * The same with a further root of the source.
     *
     * @param root a tree or database, with all that lies below
     * @param mayWrite whether writing there was granted
     * @return a copy
     */
    public SideRights withSource(Location root, boolean mayWrite) {
        return with(new Root(root, true, mayWrite));
    }

    /**
     * The same with a further root of the destination.
     *
     * @param root a tree or database, with all that lies below
     * @return a copy
     */
    public SideRights withDestination(Location root) {
        return with(new Root(root, false, true));
    }

    private SideRights with(Root root) {
        List<Root> more = new ArrayList<>(roots);
        more.add(root);
        return new SideRights(more);
    }

    /**
     * Whether a place may be written.
     *
     * @param place a tree or database
     * @return false for what belongs to a source without a grant
     */
    public boolean mayWrite(Location place) {
        Optional<Root> closest = roots.stream()
                .filter(root -> root.holds(place))
                .max(Comparator.comparingInt((Root root) -> root.path().length())
                        .thenComparing(root -> root.isExactly(place))
                        .thenComparing(root -> !root.source));
        return closest.map(Root::mayWrite).orElse(true);
    }

    /**
     * Fails for a place that may not be written.
     *
     * @param place a tree or database
     * @throws MigrationException CONFIGURATION, {@code source.read-only}
     */
    public void checkWrite(Location place) {
        if (!mayWrite(place)) {
            throw MigrationException.of(
                            ErrorCategory.CONFIGURATION,
                            "source.read-only",
                            "\"" + place + "\" belongs to the source, which is only read")
                    .subject(place.toString())
                    .remedy("Grant writing to the source in the specification if that is what you want.")
                    .build();
        }
    }

    /** Where a side begins. The way there counts, who logs in does not, and one machine has many schemes. */
    private record Root(Location location, boolean source, boolean mayWrite) {
        Root {
            Objects.requireNonNull(location, "location");
        }

        String path() {
            return pathOf(location.uri());
        }

        boolean holds(Location place) {
            return isSameMachine(location, place) && (pathOf(place.uri()) + "/").startsWith(path() + "/");
        }

        /** Told by scheme and port where a machine has several of them under the same path. */
        boolean isExactly(Location place) {
            return location.scheme().equals(place.scheme())
                    && location.uri().getPort() == place.uri().getPort();
        }

        private static boolean isSameMachine(Location one, Location other) {
            return hostOf(one.uri()).equals(hostOf(other.uri()))
                    && isPortAlike(one.uri().getPort(), other.uri().getPort())
                    && isSameWay(one.via(), other.via());
        }

        private static boolean isPortAlike(int one, int other) {
            return one == other || one < 0 || other < 0;
        }

        private static boolean isSameWay(Optional<Location> one, Optional<Location> other) {
            if (one.isEmpty() || other.isEmpty()) {
                return one.isEmpty() && other.isEmpty();
            }
            return isSameMachine(one.get(), other.get());
        }

        private static String hostOf(URI uri) {
            String host = uri.getHost() == null ? uri.getAuthority() : uri.getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        }

        /** Without "." and "..", doubled and closing slashes; a URI without a path gives an empty one. */
        private static String pathOf(URI uri) {
            String path = uri.getPath() == null ? uri.getSchemeSpecificPart() : uri.getPath();
            List<String> names = new ArrayList<>();
            for (String name : path.split("/", -1)) {
                if (name.equals("..") && !names.isEmpty()) {
                    names.remove(names.size() - 1);
                } else if (!name.isEmpty() && !name.equals(".") && !name.equals("..")) {
                    names.add(name);
                }
            }
            return names.isEmpty() ? "" : "/" + String.join("/", names);
        }
    }
}
