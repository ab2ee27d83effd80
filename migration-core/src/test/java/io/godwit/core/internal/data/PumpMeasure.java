package io.godwit.core.internal.data;

import com.sun.management.OperatingSystemMXBean;
import io.godwit.core.internal.data.ChunkPump.LoadTarget;
import io.godwit.spi.CellStream;
import io.godwit.spi.ChunkFormat;
import io.godwit.spi.Cursor;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Partition;
import io.godwit.spi.WriteArea;
import io.godwit.spi.WriteToken;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures the pump alone: rows are made up on one side and looked at and dropped on the other. What making them up and looking at them
 * takes is measured too ({@code bare}), so that the difference is the pump's own share. Rates are per second of processor time, of all
 * threads.
 *
 * <pre>{@code java -cp ... io.godwit.core.internal.data.PumpMeasure ROWS NOTE_BYTES bare|plain|converted ROUNDS}</pre>
 */
final class PumpMeasure {
    private PumpMeasure() {}

    /**
     * Measures and prints.
     *
     * @param args rows, bytes of the last column, whether cells are converted, rounds
     */
    public static void main(String[] args) {
        long rows = Long.parseLong(args[0]);
        int note = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[3]);
        for (int i = 0; i < rounds; i++) {
            System.out.println(
                    args[2].equals("bare") ? bare(rows, note) : measure(rows, note, args[2].equals("converted")));
        }
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static Figures bare(long rows, int note) {
        SyntheticSnapshot snapshot = new SyntheticSnapshot(rows, rows, note);
        DiscardingDatabase sink = new DiscardingDatabase();
        TestWork work = new TestWork(1, 64L << 20, null);
        Dataset dataset = snapshot.dataset();
        Partition all = new Partition(dataset.name(), 0, Partition.KeyRange.ALL, "");
        long processor = processorTime();
        long start = System.nanoTime();
        CellStream cells = (CellStream) snapshot.read(dataset, all, ChunkFormat.CELLS, work);
        sink.look(cells, dataset.columns().size());
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = (processorTime() - processor) / 1e9;
        return new Figures(sink.rows.get(), sink.cellBytes.get(), seconds, busy, 0, Fingerprint.NONE);
    }

    static Figures measure(long rows, int note, boolean isConverted) {
        SyntheticSnapshot snapshot = new SyntheticSnapshot(rows, 500_000, note);
        Dataset source = snapshot.dataset();
        MovedTable table = new MovedTable(0, source, isConverted ? wider(source) : source, List.of());
        DiscardingDatabase sink = new DiscardingDatabase();
        TestWork work = new TestWork(1, 64L << 20, null);
        SharedSnapshot shared = new SharedSnapshot(snapshot, 1);
        LoadTarget target = new LoadTarget(sink, new WriteArea("s", "godwit_measure", ""));
        ExecutorService threads = Executors.newCachedThreadPool();
        long processor = processorTime();
        long start = System.nanoTime();
        Fingerprint sum = Fingerprint.NONE;
        try (Cursor<Partition> partitions = snapshot.partitions(source, 1, work)) {
            ChunkPump pump = new ChunkPump(work, threads);
            while (partitions.hasNext()) {
                Partition partition = partitions.next();
                ChunkPump.Loaded loaded = pump.load(
                        table, partition, shared, target, new WriteToken("s", "" + partition.number(), 1), true);
                sum = sum.plus(Fingerprint.parse(loaded.summary().fingerprint()));
            }
        } finally {
            threads.shutdown();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        double busy = (processorTime() - processor) / 1e9;
        return new Figures(sink.rows.get(), sink.cellBytes.get(), seconds, busy, work.mostMemory(), sum);
    }

    private static Dataset wider(Dataset source) {
        List<DataColumn> columns = new ArrayList<>(source.columns());
        columns.set(2, new DataColumn("amount", LogicalType.decimal(20, 4)));
        return new Dataset(source.name(), columns, source.key(), 0, 0);
    }

    record Figures(long rows, long bytes, double seconds, double busy, long memory, Fingerprint sum) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d rows, %,d bytes in %.2f s, %.2f s of processor time: %,.0f rows/s, %,.0f MB/s; memory reserved %,d; %s",
                    rows,
                    bytes,
                    seconds,
                    busy,
                    rows / busy,
                    bytes / busy / 1e6,
                    memory,
                    sum);
        }
    }
}
