package io.godwit.core.internal.tree;

import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeCapabilities;
import io.godwit.spi.TreeCapabilities.Feature;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeEntry.Owner;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells how an entry of one tree differs from its counterpart, as far as both trees can tell. Immutable. */
final class EntryComparer {
    private static final Set<Difference> CONTENT = EnumSet.of(Difference.KIND, Difference.SIZE, Difference.TARGET);

    private final Duration resolution;
    private final boolean times;
    private final boolean directoryTimes;
    private final boolean modes;
    private final boolean owners;
    private final boolean extended;
    private final boolean accessLists;

    EntryComparer(TreeCapabilities source, TreeCapabilities target, boolean preserveOwners) {
        this.times =
                !source.timeResolution().isZero() && !target.timeResolution().isZero();
        this.resolution = source.timeResolution().compareTo(target.timeResolution()) > 0
                ? source.timeResolution()
                : target.timeResolution();
        this.directoryTimes = times && target.has(Feature.DIRECTORY_TIMES);
        this.modes = source.has(Feature.MODES) && target.has(Feature.MODES);
        this.owners = preserveOwners && target.has(Feature.OWNERS);
        this.extended = source.has(Feature.EXTENDED_ATTRIBUTES) && target.has(Feature.EXTENDED_ATTRIBUTES);
        this.accessLists = source.has(Feature.ACCESS_LISTS) && target.has(Feature.ACCESS_LISTS);
    }

    /** Whether owners are given at the destination. */
    boolean knowsOwners() {
        return owners;
    }

    /** Whether modification times can be compared at all. */
    boolean knowsTimes() {
        return times;
    }

    /**
     * How two entries differ.
     *
     * @param rewritten whether the content is rewritten on its way, so that sizes say nothing
     */
    Set<Difference> differences(TreeEntry source, TreeEntry target, boolean rewritten) {
        EnumSet<Difference> found = EnumSet.noneOf(Difference.class);
        if (source.kind() != target.kind()) {
            found.add(Difference.KIND);
            return found;
        }
        if (source.isFile() && !rewritten && source.size() != target.size()) {
            found.add(Difference.SIZE);
        }
        if (source.kind() == EntryKind.SYMLINK) {
            if (!source.target().equals(target.target())) {
                found.add(Difference.TARGET);
            }
        } else {
            if ((source.isDirectory() ? directoryTimes : times) && !isSameTime(source.modified(), target.modified())) {
                found.add(Difference.TIME);
            }
            if (modes && source.mode().isPresent() && !source.mode().equals(target.mode())) {
                found.add(Difference.MODE);
            }
            if (!attributes(source).equals(attributes(target))) {
                found.add(Difference.EXTENDED);
            }
        }
        if (owners && !(isSame(source.owner(), target.owner()) && isSame(source.group(), target.group()))) {
            found.add(Difference.OWNER);
        }
        return found;
    }

    /** The attributes that both sides tell. */
    private Map<String, String> attributes(TreeEntry entry) {
        if (entry.extended().isEmpty() || (extended && accessLists)) {
            return entry.extended();
        }
        Map<String, String> told = new HashMap<>(entry.extended());
        told.keySet().removeIf(name -> Census.isOfUser(name) ? !extended : !accessLists);
        return told;
    }

    /** Whether the content has to be copied. Without times to go by, it has. */
    boolean isOtherContent(TreeEntry source, Set<Difference> differences) {
        if (differences.stream().anyMatch(CONTENT::contains)) {
            return true;
        }
        return source.isFile() && (!times || differences.contains(Difference.TIME));
    }

    boolean isSameTime(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty();
        }
        return Duration.between(one.get(), other.get()).abs().compareTo(resolution) < 0;
    }

    private static boolean isSame(Optional<Owner> source, Optional<Owner> target) {
        if (source.isEmpty() || target.isEmpty()) {
            return source.isEmpty();
        }
        Owner one = source.get();
        Owner other = target.get();
        if (!one.name().isEmpty() && !other.name().isEmpty()) {
            return one.name().equals(other.name());
        }
        return one.id().isEmpty() || one.id().equals(other.id());
    }
}
