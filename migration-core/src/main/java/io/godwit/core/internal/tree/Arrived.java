package io.godwit.core.internal.tree;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.godwit.spi.Digest;
import io.godwit.spi.TreeEntry;
import io.godwit.spi.TreePath;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a copy handed to the destination under a name.
 *
 * @param path the name
 * @param sourceSize how long the file was at the source
 * @param sourceTime its time there, null where not known
 * @param length how long it was after transforms
 * @param digest the hash of that
 */
record Arrived(TreePath path, long sourceSize, @Nullable Instant sourceTime, long length, Digest digest) {
    static Arrived of(TreeEntry source, long length, Digest digest) {
        return new Arrived(source.path(), source.size(), source.modified().orElse(null), length, digest);
    }

    /** Whether the file at the source is still the one that was copied. */
    boolean isOf(TreeEntry source) {
        return source.size() == sourceSize
                && java.util.Objects.equals(source.modified().orElse(null), sourceTime);
    }

    ObjectNode write() {
        ObjectNode node = EntryJson.object();
        node.put("p", PathText.of(path));
        node.put("s", sourceSize);
        if (sourceTime != null) {
            node.put("m", EntryJson.time(sourceTime));
        }
        if (length != sourceSize) {
            node.put("n", length);
        }
        node.put("d", digest.hex());
        return node;
    }

    static Arrived read(JsonNode node) {
        long size = node.path("s").asLong();
        return new Arrived(
                PathText.path(node.path("p").asText()),
                size,
                node.has("m") ? EntryJson.time(node.get("m").asText()) : null,
                node.path("n").asLong(size),
                new Digest(MeteredContent.ALGORITHM, node.path("d").asText()));
    }

    /** Keeps them on disk. */
    static final class Codec implements ExternalSorter.Codec<Arrived> {
        private static final int OVERHEAD = 250;

        @Override
        public void write(Arrived value, DataOutput out) throws IOException {
            out.writeUTF(EntryJson.text(value.write()));
        }

        @Override
        public Arrived read(DataInput in) throws IOException {
            return Arrived.read(EntryJson.parse(in.readUTF()));
        }

        @Override
        public int weight(Arrived value) {
            return OVERHEAD + value.path().length();
        }
    }
}
