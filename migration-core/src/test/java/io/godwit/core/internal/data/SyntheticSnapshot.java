package io.godwit.core.internal.data;

import io.godwit.spi.CellBlock;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.ChunkStream;
import io.godwit.spi.ChunkSummary;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.DatasetName;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition;
import io.godwit.spi.Partition.KeyRange;
import io.godwit.spi.Snapshot;
import io.godwit.spi.WorkContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table of rows made up as they are read: id, code, amount, day and note. Thread-safe. */
class SyntheticSnapshot implements Snapshot {
    private static final byte[] AMOUNT = "1234567.89".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DAY = "2024-02-29".getBytes(StandardCharsets.US_ASCII);

    private final long rows;
    private final long rowsPerPartition;
    private final byte[] note;

    SyntheticSnapshot(long rows, long rowsPerPartition, int noteBytes) {
        this.rows = rows;
        this.rowsPerPartition = rowsPerPartition;
        this.note = "n".repeat(noteBytes).getBytes(StandardCharsets.US_ASCII);
    }

    Dataset dataset() {
        return new Dataset(
                DatasetName.of("made_up"),
                List.of(
                        new DataColumn("id", LogicalType.integer(64, false)),
                        new DataColumn("code", LogicalType.text(8)),
                        new DataColumn("amount", LogicalType.decimal(12, 2)),
                        new DataColumn("day", LogicalType.date()),
                        new DataColumn("note", LogicalType.text(0))),
                List.of("id"),
                rows,
                rows * (36L + note.length));
    }

    @Override
    public String id() {
        return "made-up";
    }

    @Override
    public String position() {
        return "1";
    }

    @Override
    public Scope scope() {
        return Scope.THIS_PROCESS;
    }

    @Override
    public List<Dataset> datasets(WorkContext context) {
        return List.of(dataset());
    }

    @Override
    public Cursor<Partition> partitions(Dataset dataset, long targetBytes, WorkContext context) {
        return new Cursor<>() {
            private long at;
            private int number;

            @Override
            public boolean hasNext() {
                return at < rows;
            }

            @Override
            public Partition next() {
                long from = at;
                at = Math.min(rows, at + rowsPerPartition);
                KeyRange range = new KeyRange(
                        List.of("id"),
                        from == 0 ? List.of() : List.of(Long.toString(from)),
                        at == rows ? List.of() : List.of(Long.toString(at)));
                return new Partition(dataset.name(), number++, range, "");
            }

            @Override
            public void close() {
                // nothing is held open
            }
        };
    }

    @Override
    public List<ChunkFormat> offers(Dataset dataset) {
        return List.of(ChunkFormat.CELLS);
    }

    @Override
    public ChunkStream read(Dataset dataset, Partition partition, ChunkFormat format, WorkContext context) {
        KeyRange range = partition.range();
        long from = range.from().isEmpty() ? 0 : Long.parseLong(range.from().get(0));
        long to = range.to().isEmpty() ? rows : Long.parseLong(range.to().get(0));
        return new Rows(from, to);
    }

    @Override
    public void close() {
        // nothing is held open
    }

    private final class Rows implements CellStream {
        private final long to;
        private long at;

        Rows(long from, long to) {
            this.at = from;
            this.to = to;
        }

        @Override
        public boolean read(CellBlock into) {
            into.clear();
            while (at < to && !into.isFull()) {
                digits(into, 1_000_000_000L + at);
                if (at % 7 == 0) {
                    into.addNull();
                } else {
                    digits(into, 10_000_000L + at % 10_000_000L);
                }
                into.add(AMOUNT, 0, AMOUNT.length);
                into.add(DAY, 0, DAY.length);
                into.add(note, 0, note.length);
                at++;
            }
            return into.rows() > 0;
        }

        private void digits(CellBlock into, long value) {
            int length = value >= 1_000_000_000L ? 10 : 8;
            int start = into.addReserved(length);
            byte[] data = into.data();
            long left = value;
            for (int i = start + length - 1; i >= start; i--) {
                data[i] = (byte) ('0' + left % 10);
                left /= 10;
            }
        }

        @Override
        public ChunkSummary summary() {
            throw new IllegalStateException("nobody asks the source");
        }

        @Override
        public void close() {
            // nothing is held open
        }
    }
}
