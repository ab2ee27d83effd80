package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.run.UnitLedger.Effect;
import io.godwit.spi.EntryKind;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreeLink;
import io.godwit.spi.TreePath;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The changes at a destination that a copy notes before it makes them, and what undoing them needs. */
final class Effects {
    /** A file or link appears where nothing was. */
    static final String CREATE = "create";
    /** A file or link takes the place of another, which is kept aside. */
    static final String REPLACE = "replace";
    /** Something gets other attributes. */
    static final String ATTRIBUTES = "attributes";
    /** A directory appears. */
    static final String MAKE_DIRECTORY = "make-directory";
    /** A file or link goes, and is kept aside. */
    static final String DELETE = "delete";
    /** An empty directory goes. */
    static final String DELETE_DIRECTORY = "delete-directory";
    /** The directory for what is kept aside appears. */
    static final String MAKE_AREA = "make-area";

    private Effects() {}

    static Effect create(String unit, TreeEntry source, boolean rewritten) {
        ObjectNode before = EntryJson.object();
        before.put("unit", unit);
        before.set("after", After.of(source, rewritten).write());
        return effect(CREATE, source.path(), before);
    }

    static Effect replace(String unit, TreeEntry source, boolean rewritten, TreeEntry old, TreePath keep) {
        ObjectNode before = EntryJson.object();
        before.put("unit", unit);
        before.set("entry", EntryJson.write(old));
        before.put("keep", PathText.of(keep));
        before.set("after", After.of(source, rewritten).write());
        return effect(REPLACE, source.path(), before);
    }

    static Effect attributes(TreeEntry old) {
        ObjectNode before = EntryJson.object();
        before.set("entry", EntryJson.write(old));
        return effect(ATTRIBUTES, old.path(), before);
    }

    /** Other attributes for something whose content stays. */
    static Effect attributes(TreeEntry old, TreeEntry source) {
        ObjectNode before = EntryJson.object();
        before.set("entry", EntryJson.write(old));
        before.set("after", After.of(source, true).write());
        return effect(ATTRIBUTES, old.path(), before);
    }

    static Effect makeDirectory(TreePath path) {
        return effect(MAKE_DIRECTORY, path, EntryJson.object());
    }

    static Effect delete(TreeEntry old, TreePath keep) {
        ObjectNode before = EntryJson.object();
        before.set("entry", EntryJson.write(old));
        before.put("keep", PathText.of(keep));
        return effect(DELETE, old.path(), before);
    }

    static Effect deleteDirectory(TreeEntry old) {
        ObjectNode before = EntryJson.object();
        before.set("entry", EntryJson.write(old));
        return effect(DELETE_DIRECTORY, old.path(), before);
    }

    static Effect makeArea(TreePath area) {
        return effect(MAKE_AREA, area, EntryJson.object());
    }

    private static Effect effect(String kind, TreePath path, ObjectNode before) {
        return new Effect(kind, PathText.of(path), EntryJson.text(before));
    }

    /**
     * An effect as it was noted.
     *
     * @param kind one of the kinds
     * @param path what was changed
     * @param unit the unit that did it, or empty
     * @param entry what was there, or empty
     * @param keep where that is kept, or empty
     * @param after what was to be there afterwards, or empty
     */
    record Noted(
            String kind,
            TreePath path,
            Optional<String> unit,
            Optional<TreeEntry> entry,
            Optional<TreePath> keep,
            Optional<After> after) {
        static Noted of(Effect effect) {
            JsonNode before = EntryJson.parse(effect.before());
            return new Noted(
                    effect.kind(),
                    PathText.path(effect.object()),
                    before.has("unit") ? Optional.of(before.get("unit").asText()) : Optional.empty(),
                    before.has("entry") ? Optional.of(EntryJson.read(before.get("entry"))) : Optional.empty(),
                    before.has("keep")
                            ? Optional.of(PathText.path(before.get("keep").asText()))
                            : Optional.empty(),
                    before.has("after") ? Optional.of(After.read(before.get("after"))) : Optional.empty());
        }
    }

    /**
     * How what was written is recognised.
     *
     * @param kind what it is
     * @param size its size, empty where a transform decides
     * @param modified its time, null where not known
     * @param target where a link points to, null for anything else
     */
    record After(
            EntryKind kind,
            OptionalLong size,
            @Nullable Instant modified,
            @Nullable TreeLink target) {
        static After of(TreeEntry entry, boolean rewritten) {
            boolean sized = entry.isFile() && !rewritten;
            return new After(
                    entry.kind(),
                    sized ? OptionalLong.of(entry.size()) : OptionalLong.empty(),
                    entry.modified().orElse(null),
                    entry.target().orElse(null));
        }

        ObjectNode write() {
            ObjectNode node = EntryJson.object();
            node.put("k", kind.name());
            size.ifPresent(bytes -> node.put("s", bytes));
            if (modified != null) {
                node.put("m", EntryJson.time(modified));
            }
            if (target != null) {
                node.put("t", PathText.encode(target.bytes()));
            }
            return node;
        }

        static After read(JsonNode node) {
            return new After(
                    EntryKind.valueOf(node.path("k").asText()),
                    node.has("s") ? OptionalLong.of(node.get("s").asLong()) : OptionalLong.empty(),
                    node.has("m") ? EntryJson.time(node.get("m").asText()) : null,
                    node.has("t")
                            ? TreeLink.ofBytes(PathText.decode(node.get("t").asText()))
                            : null);
        }

        /** Whether this is what is there. */
        boolean isMetBy(TreeEntry now, EntryComparer comparer) {
            if (now.kind() != kind
                    || !java.util.Objects.equals(target, now.target().orElse(null))) {
                return false;
            }
            if (kind != EntryKind.FILE) {
                return true;
            }
            boolean sameSize = size.isEmpty() || size.getAsLong() == now.size();
            return sameSize
                    && (!comparer.knowsTimes() || comparer.isSameTime(Optional.ofNullable(modified), now.modified()));
        }
    }
}
