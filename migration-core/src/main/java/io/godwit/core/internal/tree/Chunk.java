package io.godwit.core.internal.tree;

import io.godwit.spi.TreeEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Neighbours in the listing of the source that are copied together. Where one chunk ends and the next begins depends on the source
 * alone, and finds its way back behind entries that come or go, so that a run that goes on makes the same units again.
 */
final class Chunk {
    private static final int CUT = 256;

    private final MessageDigest hash = MeteredContent.sha256();
    private final List<TreeEntry> needy = new ArrayList<>();
    private final CopySizes sizes;
    private int entries;
    private long bytes;
    private boolean atCut;

    Chunk(CopySizes sizes) {
        this.sizes = sizes;
    }

    /** Adds an entry; one that needs nothing still belongs to what the chunk is. */
    void add(TreeEntry entry, boolean needsWork) {
        String identity = PathText.of(entry.path()) + "\0" + entry.kind() + "\0" + entry.size() + "\0"
                + entry.version().orElse("") + "\0"
                + entry.modified().map(EntryJson::time).orElse("") + "\0"
                + entry.target().map(target -> PathText.encode(target.bytes())).orElse("") + "\0"
                + entry.mode().orElse(-1) + "\n";
        hash.update(identity.getBytes(StandardCharsets.UTF_8));
        entries++;
        bytes += entry.size();
        atCut = (entry.path().hashCode() & 0x7fffffff) % CUT == 0;
        if (needsWork) {
            needy.add(entry);
        }
    }

    boolean isFull() {
        return entries >= sizes.mostEntries()
                || bytes >= sizes.mostBytes()
                || (atCut && (entries >= sizes.leastEntries() || bytes >= sizes.leastBytes()));
    }

    boolean isEmpty() {
        return entries == 0;
    }

    List<TreeEntry> needy() {
        return needy;
    }

    /** How many entries need nothing. */
    int settled() {
        return entries - needy.size();
    }

    String identity() {
        return HexFormat.of().formatHex(hash.digest());
    }
}
