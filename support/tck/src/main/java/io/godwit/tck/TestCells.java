package io.godwit.tck;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.LogicalType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows as texts: every cell in canonical encoding (BYTES in hexadecimal), null for NULL.
 *
 * @since 0.1
 */
public final class TestCells {
    private static final int TARGET_BYTES = 16 << 10;
    private static final int MOST_BYTES = 256 << 20;

    private TestCells() {}

    /** Is told of each row before it is delivered, and may fail or wait. */
    @FunctionalInterface
    public interface BeforeRow {
        /**
         * A row comes next.
         *
         * @param row its number, from 0; the number of rows at the end
         */
        void is(int row);
    }

    /**
     * A stream of rows.
     *
     * @param types of the columns
     * @param rows with as many cells each
     * @return the stream
     */
    public static CellStream stream(List<LogicalType> types, List<? extends List<@Nullable String>> rows) {
        return stream(types, rows, row -> {});
    }

    /**
     * A stream of rows that can be disturbed.
     *
     * @param types of the columns
     * @param rows with as many cells each
     * @param before is told of each row, and of the end, before it comes
     * @return the stream, which delivers a few rows at a time
     */
    public static CellStream stream(
            List<LogicalType> types, List<? extends List<@Nullable String>> rows, BeforeRow before) {
        return new CellStream() {
            private int next;
            private long bytes;
            private boolean ended;

            @Override
            public boolean read(CellBlock into) {
                into.clear();
                while (next < rows.size() && !into.isFull() && into.rows() < 100) {
                    before.is(next);
                    List<@Nullable String> row = rows.get(next++);
                    for (int column = 0; column < types.size(); column++) {
                        add(into, types.get(column), row.get(column));
                    }
                }
                bytes += into.bytes();
                if (into.rows() > 0) {
                    return true;
                }
                if (!ended) {
                    before.is(next);
                    ended = true;
                }
                return false;
            }

            @Override
            public ChunkSummary summary() {
                if (!ended) {
                    throw new IllegalStateException("the stream has not ended");
                }
                return new ChunkSummary(rows.size(), bytes, "");
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }

    /**
     * Adds a cell to a block.
     *
     * @param block where
     * @param type what the cell means
     * @param cell its text, or null
     */
    public static void add(CellBlock block, LogicalType type, @Nullable String cell) {
        if (cell == null) {
            block.addNull();
            return;
        }
        byte[] bytes = type.kind() == LogicalType.Kind.BYTES
                ? HexFormat.of().parseHex(cell)
                : cell.getBytes(StandardCharsets.UTF_8);
        block.add(bytes, 0, bytes.length);
    }

    /**
     * Reads a stream to its end; it stays open.
     *
     * @param stream what to read
     * @param types of its columns
     * @return its rows, in its order
     */
    public static List<List<@Nullable String>> read(CellStream stream, List<LogicalType> types) {
        return read(stream, types, TARGET_BYTES);
    }

    /**
     * Reads a stream to its end in blocks of a size; it stays open.
     *
     * @param stream what to read
     * @param types of its columns
     * @param targetBytes about how much is read at a time
     * @return its rows, in its order
     */
    public static List<List<@Nullable String>> read(CellStream stream, List<LogicalType> types, int targetBytes) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        CellBlock block = new CellBlock(types.size(), targetBytes, MOST_BYTES);
        while (stream.read(block)) {
            rows.addAll(rows(block, types));
        }
        return rows;
    }

    /**
     * The rows of a block.
     *
     * @param block with as many columns as types
     * @param types of the columns
     * @return the rows
     */
    public static List<List<@Nullable String>> rows(CellBlock block, List<LogicalType> types) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (int row = 0; row < block.rows(); row++) {
            List<@Nullable String> cells = new ArrayList<>();
            for (int column = 0; column < types.size(); column++) {
                cells.add(cell(block, row, column, types.get(column)));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static @Nullable String cell(CellBlock block, int row, int column, LogicalType type) {
        if (block.isNull(row, column)) {
            return null;
        }
        int start = block.start(row, column);
        int length = block.length(row, column);
        return type.kind() == LogicalType.Kind.BYTES
                ? HexFormat.of().formatHex(block.data(), start, start + length)
                : new String(block.data(), start, length, StandardCharsets.UTF_8);
    }
}
