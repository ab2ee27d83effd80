package io.godwit.core.internal.capsule;

import io.godwit.core.internal.capsule.CapsuleManifest.Block;
import io.godwit.core.internal.tree.PathText;
import io.godwit.spi.Cursor;
import io.godwit.spi.TreePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The entries of a tree in their order, compressed in memory. Thread-safe. */
final class TreeIndex {
    private static final int CACHED = 8;

    private final String place;
    private final byte[] packed;
    private final List<Block> blocks;
    private final List<TreePath> firsts;
    private final Map<Integer, List<IndexEntry>> cache = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, List<IndexEntry>> eldest) {
            return size() > CACHED;
        }
    };

    TreeIndex(String place, byte[] packed, List<Block> blocks) {
        this.place = place;
        this.packed = packed;
        this.blocks = blocks;
        this.firsts = blocks.stream().map(block -> PathText.path(block.path())).toList();
    }

    /** An entry by its path. */
    Optional<IndexEntry> find(TreePath path) {
        Optional<IndexEntry> file = find(path, false);
        return file.isPresent() ? file : find(path, true);
    }

    private Optional<IndexEntry> find(TreePath path, boolean directory) {
        int number = block(path, directory);
        if (number < 0) {
            return Optional.empty();
        }
        List<IndexEntry> entries = entries(number);
        int low = 0;
        int high = entries.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            IndexEntry entry = entries.get(middle);
            int order = entry.entry().path().compareAs(entry.entry().isDirectory(), path, directory);
            if (order == 0) {
                return Optional.of(entry);
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** The last block that begins at or before a path, or -1. */
    private int block(TreePath path, boolean directory) {
        int low = 0;
        int high = blocks.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (firsts.get(middle).compareAs(blocks.get(middle).directory(), path, directory) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** All below a directory, in order, without the directory itself. */
    Cursor<IndexEntry> below(TreePath directory) {
        int from = directory.isRoot() ? 0 : Math.max(0, block(directory, true));
        return new Below(directory, from);
    }

    private List<IndexEntry> entries(int number) {
        synchronized (cache) {
            List<IndexEntry> known = cache.get(number);
            if (known != null) {
                return known;
            }
        }
        Block block = blocks.get(number);
        List<IndexEntry> entries = new ArrayList<>();
        try {
            String lines = new String(Packed.unpack(packed, block.offset(), block.length()), StandardCharsets.UTF_8);
            lines.lines().forEach(line -> entries.add(IndexEntry.read(line)));
        } catch (IOException e) {
            throw CapsuleFailures.damaged(place, "an index cannot be read", e);
        }
        synchronized (cache) {
            cache.put(number, entries);
        }
        return entries;
    }

    private final class Below implements Cursor<IndexEntry> {
        private final TreePath directory;
        private int block;
        private Iterator<IndexEntry> current = List.<IndexEntry>of().iterator();
        private Optional<IndexEntry> head = Optional.empty();
        private boolean isEnded;

        Below(TreePath directory, int block) {
            this.directory = directory;
            this.block = block;
        }

        @Override
        public boolean hasNext() {
            while (head.isEmpty() && !isEnded) {
                if (current.hasNext()) {
                    consider(current.next());
                } else if (block < blocks.size()) {
                    current = entries(block++).iterator();
                } else {
                    isEnded = true;
                }
            }
            return head.isPresent();
        }

        private void consider(IndexEntry entry) {
            TreePath path = entry.entry().path();
            if (path.equals(directory)) {
                return;
            }
            if (path.startsWith(directory)) {
                head = Optional.of(entry);
            } else if (path.compareAs(entry.entry().isDirectory(), directory, true) > 0) {
                isEnded = true;
            }
        }

        @Override
        public IndexEntry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            IndexEntry entry = head.orElseThrow();
            head = Optional.empty();
            return entry;
        }

        @Override
        public void close() {
            // all is in memory
        }
    }
}
