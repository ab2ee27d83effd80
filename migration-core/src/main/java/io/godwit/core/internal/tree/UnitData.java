package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.ByteRange;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TypedData;
import java.util.ArrayList;
import java.util.List;

/** What units of a copy are told to do. */
final class UnitData {
    /** Small files and links, whole. */
    static final String FILES = "core:copy-files";
    /** A range of a large file. */
    static final String RANGE = "core:copy-range";
    /** The completion of a large file. */
    static final String COMMIT = "core:commit-file";

    private UnitData() {}

    static TypedData files(List<TreeEntry> entries) {
        ObjectNode node = EntryJson.object();
        ArrayNode array = node.putArray("entries");
        entries.forEach(entry -> array.add(EntryJson.write(entry)));
        return new TypedData(FILES, 1, EntryJson.text(node));
    }

    static List<TreeEntry> entries(TypedData data) {
        List<TreeEntry> entries = new ArrayList<>();
        for (JsonNode node : EntryJson.parse(data.json()).path("entries")) {
            entries.add(EntryJson.read(node));
        }
        return entries;
    }

    static TypedData range(TreeEntry entry, ByteRange range) {
        ObjectNode node = EntryJson.object();
        node.set("entry", EntryJson.write(entry));
        node.put("offset", range.offset());
        node.put("length", range.length());
        return new TypedData(RANGE, 1, EntryJson.text(node));
    }

    static TypedData commit(TreeEntry entry) {
        ObjectNode node = EntryJson.object();
        node.set("entry", EntryJson.write(entry));
        return new TypedData(COMMIT, 1, EntryJson.text(node));
    }

    static TreeEntry entry(TypedData data) {
        return EntryJson.read(EntryJson.parse(data.json()).path("entry"));
    }

    static ByteRange range(TypedData data) {
        JsonNode node = EntryJson.parse(data.json());
        return new ByteRange(node.path("offset").asLong(), node.path("length").asLong());
    }
}
