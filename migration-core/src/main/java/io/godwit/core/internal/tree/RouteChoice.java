package io.godwit.core.internal.tree;

import io.godwit.core.internal.run.EngineContext;
import io.godwit.core.internal.run.TreeMove;
import io.godwit.spi.DirectRoute;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreeEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a unit of a copy is carried by another program, and why. Such a program compares what is there with what comes, and moves the
 * difference: it is taken by itself where large files of another version are there already. Thread-safe.
 */
final class RouteChoice implements AutoCloseable {
    /** What is worth the start of a program on both sides. */
    static final long LEAST_BYTES = 4 << 20;

    private final TreeMove move;
    private final EngineContext context;
    private @Nullable DirectRoute route;
    private boolean isAsked;

    RouteChoice(TreeMove move, EngineContext context) {
        this.move = move;
        this.context = context;
    }

    /** Whether the specification names a program. */
    boolean isAskedFor() {
        return move.files() != null && !move.files().equals("relay");
    }

    private boolean isExcluded() {
        return "relay".equals(move.files());
    }

    /** The way between both places; empty where there is none. It may have an obstacle. */
    synchronized Optional<DirectRoute> route() {
        if (!isAsked) {
            route = find().orElse(null);
            isAsked = true;
        }
        return Optional.ofNullable(route);
    }

    private Optional<DirectRoute> find() {
        return Stream.of(move.from(), move.to())
                .map(place -> context.plugins().transferMethod(place.scheme()))
                .flatMap(Optional::stream)
                .map(this::offered)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<DirectRoute> offered(TransferMethod method) {
        return method.route(move.from(), move.to(), context);
    }

    /**
     * The way to carry some files.
     *
     * @param contents what is to be carried
     * @param there what is at the destination under their names, in the same order
     * @return empty where they go through this process
     */
    Optional<DirectRoute> of(List<TreeEntry> contents, List<Optional<TreeEntry>> there) {
        if (contents.isEmpty() || isExcluded()) {
            return Optional.empty();
        }
        if (!isAskedFor() && !isWithinService()) {
            long all = 0;
            long replaced = 0;
            for (int i = 0; i < contents.size(); i++) {
                all += contents.get(i).size();
                replaced += isOtherVersion(contents.get(i), there.get(i))
                        ? contents.get(i).size()
                        : 0;
            }
            if (replaced < LEAST_BYTES || replaced * 2 < all) {
                return Optional.empty();
            }
        }
        return route().filter(way -> way.obstacle().isEmpty());
    }

    /** Whether contents need not leave the service that both places are in. */
    boolean isWithinService() {
        return !isExcluded()
                && move.from().scheme().equals(move.to().scheme())
                && route().filter(DirectRoute::isWithinService).isPresent();
    }

    /** Whether much of a file may be at the destination already. */
    static boolean isOtherVersion(TreeEntry entry, Optional<TreeEntry> there) {
        return entry.isFile()
                && there.filter(TreeEntry::isFile)
                        .filter(old -> old.size() >= entry.size() / 2)
                        .isPresent();
    }

    @Override
    public synchronized void close() {
        DirectRoute open = route;
        if (open != null) {
            open.close();
        }
    }
}
