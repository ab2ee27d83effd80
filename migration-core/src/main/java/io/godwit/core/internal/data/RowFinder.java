package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.Partition;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds the rows in which a table differs between source and target, by their keys: both are read twice, first to find the groups of keys
 * that differ, then to look into these. One thread.
 */
final class RowFinder {
    private static final int GROUPS = 1 << 14;
    /** How many groups are looked into. */
    private static final int LOOKED_INTO = 64;
    /** How many rows are kept in memory for each side. */
    private static final int KEPT = 100_000;
    /** How many keys of a kind are shown. */
    private static final int SHOWN = 10;

    private final WorkContext context;
    private final ChunkPump pump;
    private final long pieceBytes;

    /**
     * A finder.
     *
     * @param context cancellation
     * @param pump reads
     * @param pieceBytes about how large pieces are
     */
    RowFinder(WorkContext context, ChunkPump pump, long pieceBytes) {
        this.context = context;
        this.pump = pump;
        this.pieceBytes = pieceBytes;
    }

    /**
     * Looks for the rows.
     *
     * @param table which table
     * @param source a snapshot of the source
     * @param target a snapshot of what was built
     * @return text to be appended; empty where there is no key, or no row is found
     */
    String find(MovedTable table, SharedSnapshot source, SharedSnapshot target) {
        int[] key = key(table);
        if (key.length == 0) {
            return "";
        }
        long[] wanted = groups(table, key, source, false);
        long[] found = groups(table, key, target, true);
        BitSet differing = new BitSet();
        for (int g = 0; g < GROUPS && differing.cardinality() < LOOKED_INTO; g++) {
            differing.set(g, wanted[g] != found[g]);
        }
        return differing.isEmpty()
                ? ""
                : told(table, rows(table, key, source, false, differing), rows(table, key, target, true, differing));
    }

    private static int[] key(MovedTable table) {
        List<String> columns = table.source().key();
        int[] key = new int[columns.size()];
        for (int k = 0; k < key.length; k++) {
            key[k] = -1;
            for (int c = 0; c < table.columns(); c++) {
                if (table.source().columns().get(c).name().equals(columns.get(k))) {
                    key[k] = c;
                }
            }
            if (key[k] < 0) {
                return new int[0];
            }
        }
        return key;
    }

    private interface Looking<T> {
        T at(Partition piece);
    }

    private <T> List<T> pieces(MovedTable table, SharedSnapshot from, boolean isTarget, Looking<T> looking) {
        List<Partition> pieces = new ArrayList<>();
        try (Cursor<Partition> cut =
                from.snapshot().partitions(isTarget ? table.target() : table.source(), pieceBytes, context)) {
            cut.forEachRemaining(pieces::add);
        }
        List<T> results = new ArrayList<>();
        for (Partition piece : pieces) {
            context.cancellation().throwIfCancelled();
            results.add(looking.at(piece));
        }
        return results;
    }

    private long[] groups(MovedTable table, int[] key, SharedSnapshot from, boolean isTarget) {
        long[] all = new long[GROUPS];
        for (long[] sums : pieces(
                table,
                from,
                isTarget,
                piece -> pump.rows(table, piece, from, isTarget, () -> new long[GROUPS], (groups, block) -> {
                    Hash hash = new Hash(block);
                    for (int row = 0; row < block.rows(); row++) {
                        groups[hash.group(row, key)] += hash.whole(row);
                    }
                }))) {
            for (int g = 0; g < GROUPS; g++) {
                all[g] += sums[g];
            }
        }
        return all;
    }

    private Map<String, Long> rows(
            MovedTable table, int[] key, SharedSnapshot from, boolean isTarget, BitSet differing) {
        Map<String, Long> all = new HashMap<>();
        pieces(
                        table,
                        from,
                        isTarget,
                        piece -> pump.rows(table, piece, from, isTarget, HashMap<String, Long>::new, (kept, block) -> {
                            Hash hash = new Hash(block);
                            for (int row = 0; row < block.rows() && kept.size() < KEPT; row++) {
                                if (differing.get(hash.group(row, key))) {
                                    kept.put(text(table, block, row, key), hash.whole(row));
                                }
                            }
                        }))
                .forEach(kept -> {
                    if (all.size() < KEPT) {
                        all.putAll(kept);
                    }
                });
        return all;
    }

    private static String text(MovedTable table, CellBlock block, int row, int[] key) {
        List<String> parts = new ArrayList<>();
        for (int c : key) {
            DataColumn column = table.source().columns().get(c);
            parts.add(column.name() + " "
                    + new String(block.data(), block.start(row, c), block.length(row, c), StandardCharsets.UTF_8));
        }
        return String.join(", ", parts);
    }

    /** Hashes of rows and of their keys. */
    private static final class Hash {
        private final CellBlock block;
        private final Murmur3 murmur = new Murmur3();

        Hash(CellBlock block) {
            this.block = block;
        }

        int group(int row, int[] columns) {
            murmur.reset();
            for (int c : columns) {
                cell(row, c);
            }
            murmur.finish();
            return (int) (murmur.low() & (GROUPS - 1));
        }

        long whole(int row) {
            murmur.reset();
            for (int c = 0; c < block.columns(); c++) {
                cell(row, c);
            }
            murmur.finish();
            return murmur.low();
        }

        private void cell(int row, int column) {
            int length = block.isNull(row, column) ? -1 : block.length(row, column);
            byte[] head = {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)};
            murmur.update(head, 0, head.length);
            if (length > 0) {
                murmur.update(block.data(), block.start(row, column), length);
            }
        }
    }

    private static String told(MovedTable table, Map<String, Long> wanted, Map<String, Long> found) {
        TreeSet<String> missing = new TreeSet<>(wanted.keySet());
        missing.removeAll(found.keySet());
        TreeSet<String> added = new TreeSet<>(found.keySet());
        added.removeAll(wanted.keySet());
        TreeSet<String> changed = new TreeSet<>();
        wanted.forEach((key, hash) -> {
            Long there = found.get(key);
            if (there != null && !there.equals(hash)) {
                changed.add(key);
            }
        });
        boolean isPlain = table.source().key().stream()
                .allMatch(column ->
                        table.kindOf(column).filter(RowKey.PLAIN::contains).isPresent());
        StringBuilder text = new StringBuilder();
        tell(text, "not at the target", missing, isPlain);
        tell(text, "other at the target", changed, isPlain);
        tell(text, "only at the target", added, isPlain);
        return text.toString();
    }

    private static void tell(StringBuilder text, String what, Set<String> keys, boolean isPlain) {
        if (keys.isEmpty()) {
            return;
        }
        text.append("; ").append(what).append(": ").append(MoveStep.count(keys.size(), "row", "rows"));
        if (isPlain) {
            text.append(" (")
                    .append(String.join("; ", keys.stream().limit(SHOWN).toList()))
                    .append(keys.size() > SHOWN ? "; ..." : "")
                    .append(')');
        }
    }
}
