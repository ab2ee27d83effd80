package io.godwit.core.internal.capsule;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.core.internal.tree.EntryJson;
import io.godwit.spi.ByteRange;
import io.godwit.spi.TreeEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * An entry with where its content is. Immutable.
 *
 * @param entry its attributes
 * @param pack the number of the pack that holds its content, 0 where it has none
 * @param offset where that begins there
 * @param length how long it is there, without holes
 * @param regions where data is, one after the other as they are in the pack
 * @param sha256 of the content with holes as zeros, in hex; empty for anything but a file
 */
record IndexEntry(TreeEntry entry, int pack, long offset, long length, List<ByteRange> regions, String sha256) {
    IndexEntry {
        regions = List.copyOf(regions);
    }

    static IndexEntry of(TreeEntry entry) {
        return new IndexEntry(entry, 0, 0, 0, List.of(), "");
    }

    /** The same content under another name. */
    IndexEntry named(TreeEntry other) {
        TreeEntry same = other.toBuilder()
                .size(entry.size())
                .sparse(entry.isSparse())
                .version(sha256)
                .build();
        return new IndexEntry(same, pack, offset, length, regions, sha256);
    }

    String json() {
        ObjectNode node = EntryJson.write(entry);
        if (entry.isFile()) {
            node.put("d", sha256);
            if (length > 0) {
                node.putArray("c").add(pack).add(offset).add(length);
            }
            boolean isWhole = regions.size() == 1
                    && regions.get(0).offset() == 0
                    && regions.get(0).length() == entry.size();
            if (!isWhole && !regions.isEmpty()) {
                ArrayNode list = node.putArray("r");
                regions.forEach(one -> list.add(one.offset()).add(one.length()));
            }
        }
        return EntryJson.text(node);
    }

    static IndexEntry read(String json) {
        JsonNode node = EntryJson.parse(json);
        TreeEntry entry = EntryJson.read(node);
        JsonNode where = node.path("c");
        long length = where.path(2).asLong(0);
        List<ByteRange> regions = new ArrayList<>();
        JsonNode list = node.path("r");
        for (int i = 0; i + 1 < list.size(); i += 2) {
            regions.add(new ByteRange(list.get(i).asLong(), list.get(i + 1).asLong()));
        }
        if (list.isEmpty() && length > 0) {
            regions.add(new ByteRange(0, length));
        }
        return new IndexEntry(
                entry,
                where.path(0).asInt(0),
                where.path(1).asLong(0),
                length,
                regions,
                node.path("d").asText(""));
    }
}
